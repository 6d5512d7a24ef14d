// The server's time, carried on by this page's own steady clock, so that a display with a wrong clock shows the right
// time and ages are right while no frame comes.

let offset = Date.now() - performance.now();

/** Takes the server's time in milliseconds since 1970 from a frame that has just arrived. */
export function synchronise(serverTime) {
  offset = serverTime - performance.now();
}

/** The server's time now, in milliseconds since 1970. */
export function now() {
  return performance.now() + offset;
}

/** A span of milliseconds as people say it: 4 s, 12 min, 3 h, 2 d. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

const utc = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });
const local = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

const zones = new Map(); // bound: the zones of the page's clocks

// A clock widget's time, date or zone; no zone is the viewer's own.
function zoned(kind, name, time) {
  if (!zones.has(name)) {
    const timeZone = name || undefined;
    zones.set(name, {
      time: new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone }),
      date: new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone }),
      zone: new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short', timeZone }),
    });
  }
  const formats = zones.get(name);
  if (kind !== 'zone') return formats[kind].format(time);
  const short = formats.zone.formatToParts(time).find(part => part.type === 'timeZoneName').value;
  return name && name !== 'Etc/UTC' ? `${name.replaceAll('_', ' ')} · ${short}` : short;
}

/** Sets an element's text only where it differs, so that nothing is laid out for nothing. */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** Writes the clocks and every "since" on the page. Where the local time is UTC, one clock is enough. */
export function showTimes() {
  const time = now();
  for (const clock of document.querySelectorAll('.clock.local')) clock.hidden = new Date(time).getTimezoneOffset() === 0;
  for (const clock of document.querySelectorAll('[data-clock]')) {
    const kind = clock.dataset.clock;
    if (clock.dataset.zone !== undefined) {
      setText(clock, zoned(kind, clock.dataset.zone, time));
      continue;
    }
    setText(clock, kind === 'utc' ? utc.format(time) : kind === 'local' ? local.format(time)
      : zone.formatToParts(time).find(part => part.type === 'timeZoneName').value);
  }
  for (const since of document.querySelectorAll('time[data-since]')) {
    setText(since, `${span(time - Number(since.dataset.since))}${since.dataset.suffix ? ` ${since.dataset.suffix}` : ''}`);
  }
}
