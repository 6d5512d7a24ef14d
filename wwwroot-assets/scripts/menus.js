// Menus are <details data-menu>: the browser opens them; here they close again, by a click elsewhere, a choice, or Escape.

import { isLive } from './connection.js';

/** Closes menus of this page, now and later. */
export function followMenus() {
  document.addEventListener('click', event => {
    for (const menu of document.querySelectorAll('details[data-menu][open]')) {
      if (!menu.contains(event.target) || event.target.closest('[data-close]')) menu.open = false;
    }
  });
  document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && document.querySelector('details[data-menu][open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  document.addEventListener('toggle', keepOpen, true);
}

// When a page turns live it is drawn anew, and its menus with it. One that was opened before stays open.
let drawnAnew = null;

function keepOpen(event) {
  const menus = () => [...document.querySelectorAll('details[data-menu]')];
  const menu = event.target;
  const at = menus().indexOf(menu);
  if (at < 0 || isLive() || document.body.dataset.interactive !== 'true') return;
  drawnAnew?.disconnect();
  if (!menu.open) return;
  const { href } = location;
  drawnAnew = new MutationObserver(() => {
    if (menu.isConnected) return;
    const successor = menus()[at];
    if (location.href === href && !successor) return;
    drawnAnew.disconnect();
    if (location.href === href) successor.open = true;
  });
  drawnAnew.observe(document.body, { childList: true, subtree: true });
}
