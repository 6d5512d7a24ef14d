// Whether the page is live, and how it comes back by itself when it is not: also after an hour, also when the server
// was restarted, and also when the socket is up but nothing comes through it any more.

import { now, setText, showTimes, span } from './clock.js';

const lostAfter = 3000; // no frame for this long: say so (the server sends one a second at least)
const reloadAfter = 20000; // no frame for this long although the server answers: load the page anew

const drawnAfter = 30000; // the server says it draws, but nothing new is drawn for this long: load the page anew

let lastFrame = performance.now();
let frames = 0;
let lastBeat = null;
let lastBeatAt = performance.now();
let reconnecting = false;
let reloading = false;

/** A frame has arrived. */
export function heard() {
  lastFrame = performance.now();
  frames++;
  // A page that gets frames is live, also one of which only a part is.
  document.body.dataset.interactive = 'true';
  if (document.documentElement.dataset.connection !== 'live') watch();
}

/** Whether frames have reached this page. */
export function isLive() {
  return frames > 0;
}

/** Starts Blazor with our way of reconnecting, and the watch over the page's life. */
export function start() {
  Blazor.start({
    // Without it, a link that is followed while the circuit is still starting changes the page under it, and the circuit
    // then draws the page that it was started for: the address says one thing and the screen another.
    ssr: { disableDomPreservation: true },
    circuit: {
      reconnectionHandler: {
        onConnectionDown: () => { reconnect(); },
        onConnectionUp: () => {},
      },
    },
  });
  setInterval(watch, 500);
  // Browsers freeze pages that nobody looks at, but none that holds a lock.
  navigator.locks?.request('noc-live', { mode: 'shared' }, () => new Promise(() => {}));
  // A live page asks for nothing over HTTP by itself; without this its session would run out under it.
  setInterval(keepSession, 30 * 60 * 1000);
  watch();
}

async function keepSession() {
  try {
    await fetch('/session', { cache: 'no-store' });
  } catch {
    // Not reachable; the connection's own watch says so.
  }
}

function watch() {
  showTimes();
  const page = document.documentElement;
  if (!document.body.dataset.interactive) return;
  const silent = performance.now() - lastFrame;
  page.dataset.connection = silent > lostAfter ? 'lost' : 'live';
  showConnection(silent);
  showAges(silent > lostAfter);
  if ((silent > reloadAfter || !isDrawn()) && !reconnecting) reload();
}

// Frames come past the server's renderer. Where a page has a beat that the renderer draws, that is watched as well.
function isDrawn() {
  const beat = document.querySelector('[data-render-beat]')?.dataset.renderBeat ?? null;
  if (beat === null || beat !== lastBeat) [lastBeat, lastBeatAt] = [beat, performance.now()];
  return performance.now() - lastBeatAt < drawnAfter;
}

function showConnection(silent) {
  const note = document.querySelector('[data-connection-note]');
  note.hidden = silent <= lostAfter;
  if (!note.hidden) setText(note, `Connection to the server lost. Everything here is ${span(silent)} old or older. Trying again.`);
}

function showAges(lost) {
  const time = now();
  let newest = 0;
  let interval = 1000;
  for (const widget of document.querySelectorAll('[data-widget][data-time]')) {
    const at = Number(widget.dataset.time);
    if (!at) continue;
    const age = time - at;
    // What is measured less often than the widget looks is not late before it is due.
    const due = Math.max(Number(widget.dataset.interval), Number(widget.dataset.spacing ?? 0));
    const old = widget.dataset.state === 'empty' ? 'fresh' : age > due * 5 ? 'stale' : age > due * 2 ? 'late' : 'fresh';
    widget.dataset.age = old;
    setText(widget.querySelector('[data-slot="age"]'), lost || old !== 'fresh' ? `${span(age)} old` : '');
    if (at > newest) [newest, interval] = [at, due];
  }
  const fresh = document.querySelector('[data-fresh]');
  if (!fresh || !newest) return;
  const age = Math.max(0, time - newest);
  fresh.dataset.age = lost || age > interval * 5 ? 'stale' : age > interval * 2 ? 'late' : 'fresh';
  setText(fresh.querySelector('[data-slot="fresh"]'), `data ${span(age)} ago`);
}

// For ever, at first quickly and then every five seconds, never all screens at the same moment.
async function reconnect() {
  if (reconnecting) return;
  reconnecting = true;
  for (let pause = 250; !reloading; pause = Math.min(pause * 1.7, 5000)) {
    await sleep(pause * (0.75 + Math.random() / 2));
    try {
      if (await Blazor.reconnect()) break;
      // The server answers but does not know this page any more: it was restarted, or gave the page up.
      await reload();
    } catch {
      // Not reachable; again.
    }
  }
  reconnecting = false;
}

// Only once the server answers: a browser's own error page could not come back by itself.
async function reload() {
  if (reloading) return;
  reloading = true;
  for (;;) {
    try {
      if ((await fetch('/healthz', { cache: 'no-store' })).ok) {
        location.reload();
        return;
      }
    } catch {
      // Not reachable; again.
    }
    await sleep(1000 + Math.random() * 1000);
  }
}

function sleep(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
