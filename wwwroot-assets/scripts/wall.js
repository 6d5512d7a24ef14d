// What a wall needs beside its dashboards: type for the distance, no pointer at rest, no burnt-in picture, a screen that
// stays awake, the ticker, and sound.

import { listen } from './wall-sound.js';

const pointerRests = 5000;
const tickerStays = 6000;
const asksAgain = 30000;

// Where the picture stands at each step, a pixel away from the last: nobody sees it move, and within some minutes every
// edge has been in nine places.
const shifts = [[0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [1, 2], [0, 2], [0, 1], [1, 1]];
const shiftStays = 40000;

/** Looks after the page's wall, if it is one. */
export function tendWall() {
  if (document.querySelector('[data-wall-waiting]')) setInterval(askAgain, asksAgain);
  if (!document.querySelector('[data-wall-root]')) return;
  const page = document.documentElement;
  let lastMoved = performance.now();
  for (const kind of ['pointermove', 'pointerdown']) {
    document.addEventListener(kind, () => {
      lastMoved = performance.now();
      delete page.dataset.pointer;
    });
  }
  // A display may show its wall and nothing else: a link would only lead it to a refusal.
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-linked] a')) event.preventDefault();
  }, true);
  const hear = listen();
  const started = performance.now();
  const tend = () => {
    const wall = document.querySelector('[data-wall-root]');
    if (!wall) return;
    const time = performance.now();
    if (wall.dataset.typeSize) page.style.setProperty('--wall-cap-vh', wall.dataset.typeSize);
    if (time - lastMoved > pointerRests) page.dataset.pointer = 'resting';
    shift(wall, Math.floor((time - started) / shiftStays));
    turnTicker(Math.floor(time / tickerStays));
    hear();
  };
  setInterval(tend, 1000);
  tend();
  stayAwake();
}

function shift(wall, step) {
  const [x, y] = shifts[step % shifts.length];
  const place = `${x}px ${y}px`;
  if (wall.style.translate !== place) wall.style.translate = place;
}

function turnTicker(step) {
  const lines = document.querySelectorAll('[data-ticker] p');
  lines.forEach((line, i) => line.toggleAttribute('data-shown', i === step % lines.length));
}

// Screens are kept on where the browser allows it (only on a safe origin); it gives up the lock with every hiding.
async function stayAwake() {
  document.addEventListener('visibilitychange', request);
  await request();

  async function request() {
    if (document.visibilityState !== 'visible') return;
    try {
      await navigator.wakeLock?.request('screen');
    } catch {
      // Not allowed here; the display's own settings hold.
    }
  }
}

async function askAgain() {
  try {
    if ((await fetch('/healthz', { cache: 'no-store' })).ok) location.reload();
  } catch {
    // Not reachable; again later.
  }
}
