// A field for PromQL: words offered while it is written, its fault underlined. What fits and what is wrong the server
// knows; here it is drawn. The keys are those of a combobox: arrows choose, Tab and Enter accept, Escape closes.

const pause = 120; // ms without a key before the server is asked

/** Makes <root> such a field; <server> answers to Ask. */
export function attach(root, server) {
  const text = root.querySelector('textarea');
  const mirror = root.querySelector('[data-mirror]');
  const list = root.querySelector('[data-offers]');
  const fault = root.querySelector('[data-fault]');
  const stop = new AbortController();
  let answer = null;
  let active = -1;
  let timer = 0;
  let asked = 0;

  const on = (element, type, listener) => element.addEventListener(type, listener, { signal: stop.signal });
  on(text, 'input', () => { close(); mark(null); later(true); });
  on(text, 'keydown', key);
  on(text, 'blur', close);
  on(text, 'scroll', () => { mirror.scrollTop = text.scrollTop; });
  on(text, 'change', () => later(false));
  on(list, 'mousedown', event => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest('li');
    if (option) accept([...list.children].indexOf(option));
  });
  later(false);
  return { close: () => { stop.abort(); clearTimeout(timer); } };

  function later(offers) {
    clearTimeout(timer);
    timer = setTimeout(() => ask(offers, false), pause);
  }

  async function ask(offers, always) {
    const number = ++asked;
    const caret = text.selectionStart;
    const written = text.value;
    const got = await server.invokeMethodAsync('Ask', written, caret);
    if (number !== asked || text.value !== written) return;
    mark(got.fault);
    if (!offers || document.activeElement !== text) return;
    const word = written.slice(got.start, got.start + got.length);
    const invited = always || word.length > 0 || '{,(["'.includes(written[caret - 1] ?? ' ');
    // The only word that fits is there already: nothing to offer.
    if (!invited || got.offers.length === 0 || (got.offers.length === 1 && got.offers[0].text === word)) return;
    answer = got;
    show();
  }

  function show() {
    list.replaceChildren(...answer.offers.map((offer, i) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${i}`;
      option.setAttribute('role', 'option');
      const name = document.createElement('b');
      name.textContent = offer.text;
      const detail = document.createElement('small');
      detail.textContent = offer.detail || offer.kind;
      option.append(name, detail);
      return option;
    }));
    list.hidden = false;
    text.setAttribute('aria-expanded', 'true');
    choose(0);
  }

  function choose(index) {
    active = (index + answer.offers.length) % answer.offers.length;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === active)));
    list.children[active].scrollIntoView({ block: 'nearest' });
    text.setAttribute('aria-activedescendant', list.children[active].id);
  }

  function close() {
    list.hidden = true;
    answer = null;
    text.setAttribute('aria-expanded', 'false');
    text.removeAttribute('aria-activedescendant');
  }

  function accept(index) {
    const { start, length, offers } = answer;
    const offer = offers[index];
    close();
    const next = text.value[start + length];
    let word = offer.text;
    if (offer.kind === 'value' || offer.kind === 'variable') word = offer.kind === 'value' ? word.replace(/[\\"]/g, '\\$&') : word;
    if ((offer.kind === 'value' || offer.kind === 'variable') && next !== '"') word += '"';
    if (offer.kind === 'function' && next !== '(') word += '(';
    text.setRangeText(word, start, start + length, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function key(event) {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      ask(true, true);
    } else if (!list.hidden && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      choose(active + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (!list.hidden && (event.key === 'Tab' || event.key === 'Enter')) {
      event.preventDefault();
      accept(active);
    } else if (!list.hidden && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      text.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }

  function mark(found) {
    fault.textContent = found?.sentence ?? '';
    fault.toggleAttribute('data-bad', found !== null);
    text.setAttribute('aria-invalid', String(found !== null));
    if (!found) {
      mirror.replaceChildren();
      return;
    }
    // Where something is missing at the end, a space after it shows the place.
    const value = `${text.value} `;
    const at = document.createElement('mark');
    at.textContent = value.slice(found.position, found.position + Math.max(1, found.length));
    mirror.replaceChildren(value.slice(0, found.position), at, value.slice(found.position + Math.max(1, found.length)));
  }
}
