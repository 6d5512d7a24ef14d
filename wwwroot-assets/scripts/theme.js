// Dark or light, remembered in a cookie so that the server draws the page in it at once.

/** Makes every theme switch on the page work, now and later. */
export function followTheme() {
  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-theme-switch]')) return;
    const page = document.documentElement;
    page.dataset.theme = page.dataset.theme === 'light' ? 'dark' : 'light';
    document.cookie = `noc-theme=${page.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    document.dispatchEvent(new Event('noc:theme'));
  });
}
