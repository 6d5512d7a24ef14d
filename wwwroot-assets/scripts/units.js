// Numbers as people read them, for axes and legends. The tiles' and tables' numbers are written by the server
// (Dashboard.Domain/Telemetry/Unit.cs), by the same rules: UnitsScriptTests holds both together.

const si = ['', 'k', 'M', 'G', 'T', 'P'];
const systems = {
  BitsPerSecond: { base: 1000, prefixes: si, unit: 'bit/s' },
  Bytes: { base: 1024, prefixes: ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'], unit: 'B' },
  PerSecond: { base: 1000, prefixes: si, unit: '/s' },
  BytesPerSecond: { base: 1000, prefixes: si, unit: 'B/s' },
  PacketsPerSecond: { base: 1000, prefixes: si, unit: 'pkt/s' },
  Watts: { base: 1000, prefixes: si, unit: 'W' },
  WattHours: { base: 1000, prefixes: si, unit: 'Wh' },
  Hertz: { base: 1000, prefixes: si, unit: 'Hz' },
  Volts: { base: 1000, prefixes: si, unit: 'V', small: 'mV' },
  Amperes: { base: 1000, prefixes: si, unit: 'A', small: 'mA' },
  None: { base: 1000, prefixes: si, unit: '' },
  Count: { base: 1000, prefixes: si, unit: '' },
  Percent: { fixed: '%' },
  Ratio: { fixed: '%', divisor: 0.01 },
  KilowattHoursPerTerabyte: { fixed: 'kWh/TB' },
  Kilograms: { fixed: 'kg' },
  BitsPerJoule: { base: 1000, prefixes: si, unit: 'bit/J' },
  DecibelMilliwatts: { fixed: 'dBm', tenths: true },
  Decibels: { fixed: 'dB', tenths: true },
  Celsius: { fixed: '°C', tenths: true },
};
const times = [[86400, 86400, 'd'], [3600, 3600, 'h'], [60, 60, 'min'], [1, 1, 's'], [1e-3, 1e-3, 'ms'], [0, 1e-6, 'µs']];

/** The divisor and the unit with its prefix that keep numbers up to `max` short. */
export function scale(unit, max) {
  const size = Math.abs(max);
  if (unit === 'Seconds') {
    if (size === 0) return { divisor: 1, unit: 's' };
    const [, divisor, name] = times.find(([from]) => size >= from);
    return { divisor, unit: name };
  }
  const system = systems[unit] ?? systems.None;
  if (system.fixed) return { divisor: system.divisor ?? 1, unit: system.fixed };
  if (system.small && size !== 0 && size < 0.9995) return { divisor: 1e-3, unit: system.small };
  let power = 0;
  let divisor = 1;
  while (size / divisor >= 999.5 && power < system.prefixes.length - 1) {
    divisor *= system.base;
    power++;
  }
  return { divisor, unit: system.prefixes[power] + system.unit };
}

/** Three significant digits, with a true minus sign. */
export function digits(value) {
  if (value == null || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  const text = size === 0 ? '0' : size < 0.005 ? value.toExponential(1) : size < 9.995 ? value.toFixed(2) : size < 99.95 ? value.toFixed(1) : value.toFixed(0);
  return text.replaceAll('-', '−');
}

/** A round number of an axis, without noughts that say nothing. A step of a prefix, such as 500 µs, may be a little off what it stands for. */
export function tick(value) {
  if (Number.isInteger(value)) return String(value).replace('-', '−');
  const text = digits(value);
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}

/** A value with the unit and prefix that fit it alone. */
export function format(unit, value) {
  if (value == null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (unit === 'Date') return value > -62135596800 && value < 253402300800 ? `${new Date(value * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC` : '–';
  if (systems[unit]?.tenths) return `${Math.abs(value) < 0.05 ? '0.0' : value.toFixed(1).replace('-', '−')} ${systems[unit].fixed}`;
  const { divisor, unit: name } = scale(unit, value);
  if (name === '' && divisor === 1 && Number.isInteger(value)) return String(value).replace('-', '−');
  return `${digits(value / divisor)}${name ? ` ${name}` : ''}`;
}
