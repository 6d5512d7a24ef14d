// Dragging a widget over the grid, or its corner. The page is changed by the server when the widget is dropped; until
// then a shadow shows where it would go.

const columns = 24;
const threshold = 4; // px: less is a click

/** Follows the pointer from a press on a widget's cover or corner until it is released; a press without movement selects. */
export function drag(start, slot, server) {
  const resize = start.target.closest('[data-resize]') !== null;
  const from = slot.getBoundingClientRect();
  const size = { w: Number(slot.dataset.w), h: Number(slot.dataset.h) };
  const stop = new AbortController();
  const narrow = matchMedia('(max-width: 60rem)').matches;
  const scrolled = scrollY;
  let ghost = null;

  start.preventDefault();
  slot.focus({ preventScroll: true });

  const on = (type, listener) => addEventListener(type, listener, { signal: stop.signal });
  on('pointermove', move);
  on('pointerup', drop);
  on('pointercancel', end);
  on('keydown', event => { if (event.key === 'Escape' && ghost) end(); });

  function move(event) {
    const dx = event.clientX - start.clientX;
    const dy = event.clientY - start.clientY + scrollY - scrolled;
    if (narrow || (!ghost && Math.hypot(dx, dy) < threshold)) return;
    if (!ghost) {
      ghost = slot.cloneNode(false);
      for (const name of ['data-widget-id', 'tabindex', 'role', 'aria-label', 'aria-describedby', 'data-selected']) ghost.removeAttribute(name);
      ghost.dataset.ghost = '';
      slot.dataset.dragged = '';
    }
    scrollNear(event.clientY);
    if (resize) {
      const grid = slot.parentElement;
      const cell = measure(grid);
      const x = Number(slot.dataset.x);
      put(grid, x, Number(slot.dataset.y),
        clamp(Math.round((from.width + dx + cell.gap) / cell.width), 1, columns - x),
        clamp(Math.round((from.height + dy + cell.gap) / cell.height), 1, 100));
      return;
    }
    slot.style.transform = `translate(${dx}px, ${dy}px)`;
    const grid = document.elementsFromPoint(event.clientX, event.clientY).map(e => e.closest('.grid')).find(Boolean) ?? slot.parentElement;
    const cell = measure(grid);
    const box = grid.getBoundingClientRect();
    put(grid,
      clamp(Math.round((from.left + dx - box.left) / cell.width), 0, columns - size.w),
      Math.max(0, Math.round((from.top + scrolled + dy - box.top - scrollY) / cell.height)), size.w, size.h);
  }

  function put(grid, x, y, w, h) {
    Object.assign(ghost.dataset, { x, y, w, h });
    if (ghost.parentElement !== grid) grid.append(ghost);
  }

  function drop() {
    const place = ghost && { ...ghost.dataset };
    const section = ghost?.parentElement?.dataset.section;
    end();
    if (!place) server.invokeMethodAsync('Select', slot.dataset.widgetId);
    else server.invokeMethodAsync('Place', slot.dataset.widgetId, Number(section), Number(place.x), Number(place.y), Number(place.w), Number(place.h));
  }

  function end() {
    stop.abort();
    ghost?.remove();
    ghost = null;
    delete slot.dataset.dragged;
    slot.style.transform = '';
  }
}

/** The name of the map's node under the pointer, or null. Looked for by its place: what is edited takes no pointer. */
export function nodeAt(slot, event) {
  for (const node of slot.querySelectorAll('.map .node')) {
    const box = node.querySelector('rect').getBoundingClientRect();
    if (event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom) return node.dataset.name;
  }
  return null;
}

/** Follows the pointer with a node of a map until it is released. The map, and its widget, may be drawn anew meanwhile. */
export function dragNode(start, slot, name, server) {
  const id = slot.dataset.widgetId;
  const stop = new AbortController();
  const from = find().transform.baseVal.consolidate().matrix;
  const at = { x: from.e, y: from.f };
  let dropAt = null;

  start.preventDefault();
  const on = (type, listener) => addEventListener(type, listener, { signal: stop.signal });
  on('pointermove', move);
  on('pointerup', () => { end(); if (dropAt) server.invokeMethodAsync('Pin', id, name, dropAt.x, dropAt.y); });
  on('pointercancel', cancel);
  on('keydown', event => { if (event.key === 'Escape') cancel(); });

  function move(event) {
    const [dx, dy] = [event.clientX - start.clientX, event.clientY - start.clientY];
    const node = find();
    if (!node || (!dropAt && Math.hypot(dx, dy) < threshold)) return;
    const scale = node.ownerSVGElement.getScreenCTM().a;
    dropAt = { x: Math.max(0, at.x + dx / scale), y: Math.max(0, at.y + dy / scale) };
    node.setAttribute('transform', `translate(${dropAt.x} ${dropAt.y})`);
  }

  function find() {
    return [...document.querySelectorAll(`.slot[data-widget-id="${CSS.escape(id)}"] .map .node`)].find(node => node.dataset.name === name);
  }

  function cancel() {
    end();
    find()?.setAttribute('transform', `translate(${at.x} ${at.y})`);
  }

  function end() {
    stop.abort();
  }
}

// A column and a row with the gap that follows them.
function measure(grid) {
  const style = getComputedStyle(grid);
  const gap = parseFloat(style.columnGap);
  return { gap, width: (grid.clientWidth + gap) / columns, height: parseFloat(style.gridAutoRows) + gap };
}

function scrollNear(y) {
  if (y > innerHeight - 40) scrollBy(0, 14);
  else if (y < 90) scrollBy(0, -14);
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
