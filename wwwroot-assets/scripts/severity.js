// How bad a widget is: border, bar, shape and letter follow from one attribute.

/** Shows a widget's severity. */
export function judge(widget, severity) {
  if (widget.dataset.severity === severity) return;
  widget.dataset.severity = severity;
  const mark = widget.querySelector('[data-slot="mark"]');
  mark.setAttribute('aria-label', severity);
  mark.firstElementChild.setAttribute('href', `#sev-${severity}`);
}
