// Of a long table only the rows about where its viewer is are drawn, and room is kept for the others. Here is seen where
// that is: the row that is to be the first goes into a hidden field of the table, whose change the server hears.

const step = 25; // the first row is a multiple of it, so that not every bit of scrolling asks anew

/** Watches all tables on the page, now and later. */
export function followScrolling() {
  document.addEventListener('scroll', event => look(event.target), { capture: true, passive: true });
  // What is sorted or filtered anew is read from its beginning.
  document.addEventListener('click', event => toTop(event.target.closest?.('th button')));
  document.addEventListener('input', event => toTop(event.target.closest?.('.filter')));
}

function look(box) {
  const field = box.querySelector?.(':scope > [data-rows]');
  if (!field) return;
  const { rows, first, window: drawn } = Object.fromEntries(Object.entries(field.dataset).map(([name, value]) => [name, Number(value)]));
  if (rows <= drawn) return;
  const body = box.querySelector('tbody');
  const some = [...body.children].filter(row => !row.classList.contains('gap'));
  const height = (some.at(-1).getBoundingClientRect().bottom - some[0].getBoundingClientRect().top) / some.length;
  const at = Math.floor(box.scrollTop / height);
  const seen = Math.ceil(box.clientHeight / height);
  const isAmple = (first === 0 || at - seen / 2 >= first) && (first + drawn >= rows || at + seen * 1.5 <= first + drawn);
  if (isAmple) return;
  const wanted = Math.max(0, Math.round((at + seen / 2 - drawn / 2) / step) * step);
  if (field.value === String(wanted)) return;
  field.value = wanted;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

function toTop(control) {
  const box = control?.closest('[data-kind="table"]')?.querySelector('.scroll');
  if (box) box.scrollTop = 0;
}
