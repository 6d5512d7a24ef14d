// Charts that are no courses over time: shares of a whole, pairs of values, frequencies and shades. Drawn by ourselves
// on a canvas; docs/decisions/0007 says why.

import { faint, ink, mix } from './ink.js';
import { digits, format, scale } from './units.js';

class Figure {
  constructor(chart) {
    this.chart = chart;
    this.element = chart.plotElement;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'figure';
    this.tip = document.createElement('div');
    this.tip.className = 'figure-tip';
    this.tip.hidden = true;
    this.element.replaceChildren(this.canvas, this.tip);
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    this.element.addEventListener('pointermove', event => this.point(event.offsetX, event.offsetY), { signal });
    this.element.addEventListener('pointerleave', () => { this.tip.hidden = true; }, { signal });
  }

  show(view) {
    this.view = view;
    this.rebuild();
  }

  resize() {
    if (this.canvas.width !== Math.round(this.element.clientWidth * devicePixelRatio) || this.canvas.height !== Math.round(this.element.clientHeight * devicePixelRatio)) this.rebuild();
  }

  destroy() {
    this.listeners.abort();
    this.element.replaceChildren();
  }

  rebuild() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.view || width === 0 || height === 0) return;
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    this.ink = ink(this.element);
    const paper = this.canvas.getContext('2d');
    paper.scale(devicePixelRatio, devicePixelRatio);
    this.lines = this.view.lines.filter(line => !this.chart.isHidden(line));
    this.spots = [];
    this.chart.note('');
    if (this.lines.length > 0) this.draw(paper, width, height);
  }

  // Two axes with lines at round values; returns where a value lies on each.
  axes(paper, width, height, across, up) {
    const { rem, colour, font } = this.ink;
    const box = { left: rem * 3.4, top: rem * 0.6, right: width - rem * 0.7, bottom: height - rem * (across.name ? 2.9 : 1.7) };
    paper.font = font();
    paper.strokeStyle = colour('--noc-grid');
    const x = value => box.left + (value - across.low) / (across.high - across.low) * (box.right - box.left);
    const y = value => box.bottom - (value - up.low) / (up.high - up.low) * (box.bottom - box.top);
    paper.fillStyle = colour('--noc-ink-2');
    paper.textAlign = 'right';
    paper.textBaseline = 'middle';
    for (const value of ticks(up, (box.bottom - box.top) / (rem * 2.4))) {
      paper.beginPath();
      paper.moveTo(box.left, y(value));
      paper.lineTo(box.right, y(value));
      paper.stroke();
      paper.fillText(short(value / up.divisor), box.left - 6, y(value));
    }
    paper.textAlign = 'center';
    paper.textBaseline = 'top';
    for (const value of ticks(across, (box.right - box.left) / (rem * 3.4))) paper.fillText(short(value / across.divisor), x(value), box.bottom + rem * 0.4);
    if (across.name) paper.fillText(across.name, (box.left + box.right) / 2, box.bottom + rem * 1.6, box.right - box.left);
    return { box, x, y };
  }

  point(x, y) {
    const spot = this.spots.findLast(s => s.hit(x, y));
    this.tip.hidden = !spot;
    if (!spot) return;
    this.tip.textContent = spot.text;
    this.tip.style.left = `${Math.min(x + 12, this.element.clientWidth - this.tip.offsetWidth - 4)}px`;
    this.tip.style.top = `${Math.max(2, y - this.tip.offsetHeight - 8)}px`;
  }
}

class Pie extends Figure {
  draw(paper, width, height) {
    const { rem, colour, series, font } = this.ink;
    const whole = this.lines.reduce((sum, line) => sum + line.values[0], 0);
    const radius = Math.min(width, height) / 2 - rem * 0.4;
    const [cx, cy] = [width / 2, height / 2];
    let angle = -Math.PI / 2;
    for (const line of this.lines) {
      const [from, to] = [angle, angle += line.values[0] / whole * 2 * Math.PI];
      paper.beginPath();
      paper.arc(cx, cy, radius, from, to);
      paper.arc(cx, cy, radius * 0.62, to, from, true);
      paper.closePath();
      paper.fillStyle = series(line.colour);
      paper.fill();
      paper.strokeStyle = colour('--noc-panel');
      paper.lineWidth = 2;
      paper.stroke();
      const share = line.values[0] / whole * 100;
      this.spots.push({ text: `${line.name}: ${line.latest} · ${digits(share)} %`, hit: (x, y) => {
        const far = Math.hypot(x - cx, y - cy);
        const at = (Math.atan2(y - cy, x - cx) + Math.PI / 2 + 2 * Math.PI) % (2 * Math.PI);
        return far <= radius && far >= radius * 0.62 && at >= from + Math.PI / 2 && at < to + Math.PI / 2;
      } });
    }
    paper.fillStyle = colour('--noc-ink');
    paper.textAlign = 'center';
    paper.textBaseline = 'middle';
    const size = Math.min(2, radius / rem / 2.6);
    paper.font = font(size, '700');
    paper.fillText(format(this.chart.unit, whole), cx, cy, radius * 1.15);
  }
}

class Scatter extends Figure {
  draw(paper, width, height) {
    const unit = this.view.acrossUnit;
    const scaled = (values, unit) => {
      const flat = values.flat().filter(v => v !== null);
      const [least, most] = [flat.reduce((m, v) => Math.min(m, v), Infinity), flat.reduce((m, v) => Math.max(m, v), -Infinity)];
      const low = least >= 0 && least < most / 2 ? 0 : least - (most - least) * 0.05;
      return { low, high: most > low ? most + (most - low) * 0.05 : low + 1, ...scale(unit, most) };
    };
    const up = scaled(this.lines.map(line => line.values), this.chart.unit);
    const across = scaled(this.lines.map(line => line.across), unit);
    across.name = across.unit ? `${this.view.axes[0]} (${across.unit})` : this.view.axes[0];
    this.chart.note(up.unit);
    const { x, y } = this.axes(paper, width, height, across, up);
    for (const line of this.lines) {
      const colour = this.ink.series(line.colour);
      const newest = line.values.length - 1;
      line.values.forEach((value, i) => {
        if (value === null || line.across[i] === null) return;
        const [px, py] = [x(line.across[i]), y(value)];
        // The newer, the stronger.
        paper.fillStyle = faint(colour, 0.25 + 0.65 * i / Math.max(1, newest));
        paper.beginPath();
        paper.arc(px, py, 3, 0, 2 * Math.PI);
        paper.fill();
        this.spots.push({ text: `${line.name}: ${format(unit, line.across[i])}, ${format(this.chart.unit, value)}`, hit: (a, b) => Math.hypot(a - px, b - py) < 6 });
      });
    }
  }
}

class Histogram extends Figure {
  draw(paper, width, height) {
    const { start, step, points } = this.view;
    const most = this.lines.reduce((max, line) => line.values.reduce((m, v) => Math.max(m, v), max), 1);
    const across = { low: start, high: start + step * points, ...scale(this.chart.unit, Math.max(Math.abs(start), Math.abs(start + step * points))) };
    this.chart.note(across.unit);
    const { box, x, y } = this.axes(paper, width, height, across, { low: 0, high: most * 1.05, ...scale('Count', most) });
    const part = 1 / this.lines.length;
    this.lines.forEach((line, n) => line.values.forEach((count, i) => {
      if (!count) return;
      const [left, right] = [x(start + (i + n * part) * step), x(start + (i + (n + 1) * part) * step)];
      paper.fillStyle = this.ink.series(line.colour);
      paper.fillRect(left + 0.5, y(count), Math.max(1, right - left - 1), box.bottom - y(count));
      const text = `${line.name}: ${count} from ${format(this.chart.unit, start + i * step)} to ${format(this.chart.unit, start + (i + 1) * step)}`;
      this.spots.push({ text, hit: (a, b) => a >= left && a < right && b >= box.top && b <= box.bottom });
    }));
  }
}

class Heatmap extends Figure {
  draw(paper, width, height) {
    const { rem, colour, font } = this.ink;
    const { start, step, points } = this.view;
    const flat = this.lines.flatMap(line => line.values).filter(v => v !== null);
    const [low, high] = [flat.reduce((m, v) => Math.min(m, v), Infinity), flat.reduce((m, v) => Math.max(m, v), -Infinity)];
    this.chart.note(`${format(this.chart.unit, low)} to ${format(this.chart.unit, high)}`);
    paper.font = font();
    const names = this.lines.map(line => fit(paper, line.name, Math.min(width * 0.3, rem * 11)));
    const left = Math.max(...names.map(name => paper.measureText(name).width)) + rem * 0.6;
    const [row, column] = [(height - rem * 1.7) / this.lines.length, (width - left - 2) / points];
    const [from, to] = [colour('--noc-panel-raised'), colour('--series-1')];
    paper.textBaseline = 'middle';
    this.lines.forEach((line, r) => {
      const top = r * row;
      paper.fillStyle = colour('--noc-ink-2');
      paper.textAlign = 'right';
      if (row >= rem * 0.9 || r % Math.ceil(rem / row) === 0) paper.fillText(names[r], left - rem * 0.5, top + row / 2);
      line.values.forEach((value, c) => {
        if (value === null) return;
        paper.fillStyle = mix(from, to, high > low ? 0.06 + 0.94 * (value - low) / (high - low) : 0.3);
        paper.fillRect(left + c * column, top + 1, Math.max(1, column - (column > 4 ? 1 : 0)), Math.max(1, row - 2));
      });
    });
    paper.fillStyle = colour('--noc-ink-2');
    paper.textBaseline = 'bottom';
    const labels = Math.max(2, Math.floor((width - left) / (rem * 7)));
    for (let i = 0; i <= labels; i++) {
      const at = Math.round(i * (points - 1) / labels);
      paper.textAlign = i === 0 ? 'left' : i === labels ? 'right' : 'center';
      paper.fillText(new Date(start + at * step).toISOString().slice(11, 16), left + (at + 0.5) * column, height - 1);
    }
    this.spots.push({ hit: (x, y) => {
      const line = this.lines[Math.floor(y / row)];
      const at = Math.floor((x - left) / column);
      if (!line || at < 0 || at >= points) return false;
      this.spots[0].text = `${line.name}, ${new Date(start + at * step).toISOString().slice(11, 16)}: ${format(this.chart.unit, line.values[at])}`;
      return true;
    } });
  }
}

/** The class for each form of chart. */
export const forms = { pie: Pie, scatter: Scatter, histogram: Histogram, heatmap: Heatmap };

// Round values between two bounds, as many as there is room for.
function ticks({ low, high, divisor }, room) {
  const rough = (high - low) / divisor / Math.max(1, room);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(s => s * power >= rough) * power * divisor;
  const values = [];
  for (let value = Math.ceil(low / step) * step; value <= high && values.length < 50; value += step) values.push(value);
  return values;
}

function short(value) {
  const rounded = Number(value.toPrecision(6));
  return Number.isInteger(rounded) ? String(rounded).replace('-', '−') : digits(rounded).replace(/\.?0+$/, '');
}

function fit(paper, text, room) {
  if (paper.measureText(text).width <= room) return text;
  let end = text.length;
  while (end > 1 && paper.measureText(`${text.slice(0, end)}…`).width > room) end--;
  return `${text.slice(0, end)}…`;
}
