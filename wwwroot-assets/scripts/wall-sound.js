// Alarms that can be heard: per severity once for each alarm that is raised, or again and again while one is open.
// Browsers let a page sound only after somebody touched it, unless they were started otherwise, so the page always says
// whether it could be heard now.

const order = ['critical', 'major', 'minor', 'warning'];
const tones = { critical: [880, 660, 880, 660], major: [660, 660], minor: [520], warning: [440] };
const repeatAfter = 10000;
const snoozeFor = 10 * 60000;

/** Starts listening to the page's alarms; call what it returns about once a second. */
export function listen() {
  const heard = {}; // by severity: when the newest alarm was raised that has been heard of
  let context = null;
  let snoozedUntil = 0;
  let lastPlayed = -Infinity;
  const arm = () => {
    if (!document.querySelector('[data-sound]')) return;
    context ??= new AudioContext();
    if (context.state === 'suspended') context.resume().catch(() => {});
  };
  const snooze = () => { snoozedUntil = performance.now() + snoozeFor; };
  document.addEventListener('pointerdown', arm);
  document.addEventListener('keydown', event => {
    arm();
    if (event.key === 's' && !event.ctrlKey && !event.metaKey && !event.altKey) snooze();
  });
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-sound-snooze]')) snooze();
  });
  arm();

  return () => {
    const box = document.querySelector('[data-sound]');
    const alarms = document.querySelector('[data-wall-alarms]');
    if (!box || !alarms) return;
    const wanted = Object.fromEntries(box.dataset.sound.split(' ').map(item => item.split(':')));
    const armed = context?.state === 'running';
    const time = performance.now();
    const snoozed = time < snoozedUntil;
    let play = null;
    for (const severity of order) {
      const newest = Number(alarms.dataset[severity]);
      const isNew = newest > (heard[severity] ?? 0);
      if (isNew && (armed || snoozed)) heard[severity] = newest;
      if (play || !wanted[severity] || newest === 0) continue;
      if (isNew || (wanted[severity] === 'repeat' && time - lastPlayed > repeatAfter)) play = severity;
    }
    if (play && armed && !snoozed) {
      lastPlayed = time;
      sound(context, tones[play]);
      box.dataset.played = `${play} ${Number((box.dataset.played ?? ' 0').split(' ')[1]) + 1}`;
    }
    show(box, armed, snoozed ? snoozedUntil - time : 0, order.some(severity => wanted[severity] && Number(alarms.dataset[severity]) > 0));
  };
}

function show(box, armed, snoozedFor, open) {
  const state = box.querySelector('[data-sound-state]');
  const text = !armed ? 'Sound off: click to arm' : snoozedFor > 0 ? `Sound snoozed, ${Math.ceil(snoozedFor / 60000)} min` : 'Sound armed';
  if (state.textContent !== text) state.textContent = text;
  state.dataset.armed = armed;
  box.querySelector('[data-sound-snooze]').hidden = !armed || snoozedFor > 0 || !open;
}

function sound(context, notes) {
  notes.forEach((frequency, i) => {
    const at = context.currentTime + i * 0.28;
    const tone = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.4, at + 0.02);
    volume.gain.setValueAtTime(0.4, at + 0.18);
    volume.gain.linearRampToValueAtTime(0, at + 0.24);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.25);
  });
}
