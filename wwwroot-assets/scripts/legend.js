// The legend under a chart: the latest values, or those under the pointer, and figures of the range in columns.

import { setText } from './clock.js';
import { format } from './units.js';

/** Writes a chart's legend; `at` is the point under the pointer, if any. */
export function showLegend(chart, at) {
  const { view, panel } = chart;
  const legend = panel.querySelector('[data-slot="legend"]');
  // A heatmap's rows have their names beside them.
  legend.hidden = view.form === 'heatmap';
  const items = JSON.stringify([view.form, view.legend, view.bandName, view.lines.map(l => [l.name, l.colour % 8, l.dashed, l.past])]);
  if (legend.dataset.items !== items) {
    legend.dataset.items = items;
    legend.toggleAttribute('data-columns', view.legend.length > 0);
    legend.replaceChildren(...heads(view), ...view.lines.map((line, i) => item(view, line, i)), ...aside(view));
  }
  for (const element of legend.querySelectorAll('li[data-line]')) {
    const line = view.lines[Number(element.dataset.line)];
    if (!line) continue;
    setText(element.querySelector('b'), view.form === 'histogram' || view.form === 'pie' && view.lines.length > 1 ? share(view, line) : at == null ? line.latest : format(chart.unit, line.values[at]));
    element.querySelectorAll('small').forEach((figure, n) => setText(figure, line.figures[n] ?? '–'));
    const hidden = chart.isHidden(line);
    element.toggleAttribute('data-hidden', hidden);
    element.querySelector('button').setAttribute('aria-pressed', String(!hidden));
  }
}

function share(view, line) {
  if (view.form === 'histogram') return `${line.values.reduce((sum, v) => sum + v, 0)} values`;
  const whole = view.lines.reduce((sum, l) => sum + l.values[0], 0);
  return `${line.latest} · ${(line.values[0] / whole * 100).toFixed(0)} %`;
}

function heads(view) {
  if (view.legend.length === 0) return [];
  const head = create('li', '');
  head.className = 'heads';
  head.append(create('span', ''), ...['latest', ...view.legend].map((name, i) => create(i === 0 ? 'b' : 'em', name)));
  return [head];
}

function item(view, line, index) {
  const element = create('li', '');
  element.dataset.line = index;
  element.dataset.colour = line.colour % 8;
  if (line.dashed) element.dataset.dashed = '';
  if (line.past) element.dataset.past = '';
  const button = create('button', '');
  button.type = 'button';
  button.title = `Show ${line.name} alone`;
  button.append(create('i', ''), create('span', line.name));
  element.append(button, create('b', ''), ...view.legend.map(() => create('small', '')));
  return element;
}

function aside(view) {
  if (!view.bandName) return [];
  const note = create('li', view.bandName);
  note.className = 'aside';
  return [note];
}

function create(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
