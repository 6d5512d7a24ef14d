// Menus are <details data-menu>: the browser opens them; here they close again, by a click elsewhere, a choice, or Escape.

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
}
