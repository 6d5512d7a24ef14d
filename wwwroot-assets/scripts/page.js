// A dashboard's page: what charts ask for becomes its address, and while it is edited widgets are dragged and moved by keys.

import { drag, dragNode, nodeAt } from './drag.js';

const keys = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Enter', 'Delete']);

/** Called once by the page; <server> answers to Zoom, Place, Pin, Select, Press and Undo. */
export function open(server) {
  const stop = new AbortController();
  const on = (type, listener) => document.addEventListener(type, listener, { signal: stop.signal });

  on('noc:zoom', event => server.invokeMethodAsync('Zoom', event.detail.from, event.detail.to));
  on('pointerdown', event => {
    const slot = event.button === 0 && event.target.closest?.('[data-grab]') && !event.target.closest('button') && event.target.closest('.slot');
    if (!slot) return;
    // A map whose settings are open is arranged: its nodes are dragged, and the widget by what is between them.
    const node = slot.dataset.selected === undefined ? null : nodeAt(slot, event);
    if (node) dragNode(event, slot, node, server);
    else drag(event, slot, server);
  });
  on('keydown', async event => {
    if (!document.querySelector('.page[data-editing]')) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && key === 'z' && !event.target.closest('input, textarea, select')) {
      event.preventDefault();
      const id = document.activeElement?.dataset.widgetId;
      await server.invokeMethodAsync('Undo', event.shiftKey);
      focus(id);
      return;
    }
    if (!event.target.matches('.slot[data-widget-id]')) return;
    const duplicate = (event.ctrlKey || event.metaKey) && key === 'd';
    if (!duplicate && (!keys.has(event.key) || event.ctrlKey || event.metaKey || event.altKey)) return;
    event.preventDefault();
    // One after the other, so that a held key does not overtake itself.
    focus(await server.invokeMethodAsync('Press', event.target.dataset.widgetId, duplicate ? 'Duplicate' : event.key, event.shiftKey));
  });
  document.documentElement.dataset.page = 'ready';
  return {
    close: () => {
      stop.abort();
      delete document.documentElement.dataset.page;
    },
  };
}

function focus(id) {
  if (id) document.querySelector(`.slot[data-widget-id="${CSS.escape(id)}"]`)?.focus();
}
