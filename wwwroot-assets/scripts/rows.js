// A table's further rows come as one scrolls to their end, as if its button had been pressed.

/** Watches all tables on the page, now and later. */
export function followScrolling() {
  document.addEventListener('scroll', event => {
    const more = event.target.querySelector?.(':scope > [data-more]');
    if (more && event.target.scrollTop + event.target.clientHeight >= event.target.scrollHeight - event.target.clientHeight / 2) more.click();
  }, { capture: true, passive: true });
}
