// Numbers as people read them, for axes and legends. The tiles' and tables' numbers are written by the server
// (Dashboard.Domain/Dashboards/Unit.cs), by the same rules.

const systems = {
  BitsPerSecond: { base: 1000, prefixes: ['', 'k', 'M', 'G', 'T', 'P'], unit: 'bit/s' },
  Bytes: { base: 1024, prefixes: ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'], unit: 'B' },
  PerSecond: { base: 1000, prefixes: ['', 'k', 'M', 'G', 'T', 'P'], unit: '/s' },
  None: { base: 1000, prefixes: ['', 'k', 'M', 'G', 'T', 'P'], unit: '' },
  Percent: { base: Infinity, prefixes: [''], unit: '%' },
  Seconds: { base: Infinity, prefixes: [''], unit: 's' },
};

/** The divisor and the unit with its prefix that keep numbers up to `max` short. */
export function scale(unit, max) {
  const system = systems[unit] ?? systems.None;
  let power = 0;
  let divisor = 1;
  while (Math.abs(max) / divisor >= 999.5 && power < system.prefixes.length - 1) {
    divisor *= system.base;
    power++;
  }
  return { divisor, unit: system.prefixes[power] + system.unit };
}

/** Three significant digits, with a true minus sign. */
export function digits(value) {
  if (value == null || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  const text = size === 0 ? '0' : size < 9.995 ? value.toFixed(2) : size < 99.95 ? value.toFixed(1) : value.toFixed(0);
  return text.replace('-', '−');
}

/** A value with the unit and prefix that fit it alone. */
export function format(unit, value) {
  if (value == null || Number.isNaN(value)) return '–';
  const { divisor, unit: name } = scale(unit, value);
  if (unit === 'None' && divisor === 1 && Number.isInteger(value)) return String(value).replace('-', '−');
  return `${digits(value / divisor)}${name ? ` ${name}` : ''}`;
}
