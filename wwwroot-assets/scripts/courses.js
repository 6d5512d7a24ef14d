// Series over time: one uPlot for each chart, made anew only when its lines, its size or the theme change.

import uPlot from './uplot/uPlot.esm.js';
import { faint, ink, mix } from './ink.js';
import { format, scale, tick } from './units.js';

// Round steps of what is written on the axis, whatever the prefix stands for.
const steps = Array.from({ length: 16 }, (_, i) => [1, 2, 5].map(n => n * 10 ** (i - 6))).flat();

// All charts of a page show the same moment under the pointer.
const crosshair = uPlot.sync('noc');

export class Courses {
  constructor(chart) {
    this.chart = chart;
    this.element = chart.plotElement;
    this.element.addEventListener('keydown', this.keys = event => this.key(event));
  }

  show(view) {
    this.view = view;
    const shape = JSON.stringify([view.lines.map(l => [l.name, l.colour, l.dashed, l.past]), view.stacked, view.log, !!view.band]);
    if (!this.plot || shape !== this.shape) {
      this.shape = shape;
      this.rebuild();
    } else {
      this.plot.setData(this.data());
    }
  }

  destroy() {
    this.plot?.destroy();
    this.plot = null;
    this.element.removeEventListener('keydown', this.keys);
  }

  // The series that are drawn, in the order of drawing: of a stack the top first, so that each lies before what is below.
  drawn() {
    const lines = this.view.lines.filter(line => !this.chart.isHidden(line));
    return this.view.stacked ? lines.reverse() : lines;
  }

  data() {
    const { view } = this;
    const times = Array.from({ length: view.points }, (_, i) => (view.start + i * view.step) / 1000);
    const lines = this.drawn();
    let values = lines.map(line => line.values);
    if (view.stacked) {
      let below = new Array(view.points).fill(0);
      const none = times.map((_, i) => values.every(line => line[i] === null));
      values = values.reverse().map(line => (below = line.map((v, i) => (v ?? 0) + below[i]))).reverse().map(line => line.map((v, i) => (none[i] ? null : v)));
    }
    if (view.log) values = values.map(line => line.map(v => (v > 0 ? v : null)));
    const most = [...values, ...(view.band ? [view.band.upper] : [])].reduce((max, line) => line.reduce((m, v) => (Math.abs(v ?? 0) > m ? Math.abs(v) : m), max), 0);
    this.scale = scale(this.chart.unit, most);
    this.chart.note(this.scale.unit);
    return [times, ...values, ...(view.band ? [view.band.upper, view.band.lower] : [])];
  }

  rebuild() {
    this.plot?.destroy();
    this.plot = null;
    const { view, element } = this;
    if (!view || view.lines.length === 0 || !element.isConnected) return;
    this.ink = ink(element);
    const { rem, colour, font } = this.ink;
    const axis = { stroke: colour('--noc-ink-2'), font: font(), ticks: { show: false }, grid: { stroke: colour('--noc-grid'), width: 1 } };
    const data = this.data();
    const lines = this.drawn();
    const bound = { stroke: 'transparent', width: 0, points: { show: false } };
    this.plot = new uPlot({
      width: Math.max(10, element.clientWidth),
      height: Math.max(10, element.clientHeight),
      padding: [rem * 0.5, rem * 1.4, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 6 },
        // Only the crosshair is shared: a drag on one chart is not a drag on all.
        sync: { key: crosshair.key, scales: ['x', null], setSeries: false, filters: { pub: type => type === 'mousemove' || type === 'mouseleave' } },
        drag: { x: true, y: false, setScale: false, dist: 5 },
        bind: { dblclick: () => () => { this.zoom(null, null); return null; } },
      },
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      scales: { x: { time: true }, y: view.log ? { distr: 3, log: this.chart.unit === 'Bytes' ? 2 : 10 } : { range: (_, low, high) => range(low, high, view.value !== undefined) } },
      axes: [
        { ...axis, grid: { show: false }, size: rem * 1.9, space: rem * 6, values: (_, splits, __, ___, step) => splits.map(value => clockTime(value, step)) },
        { ...axis, size: rem * 3.4, space: rem * 2.4, incrs: view.log ? undefined : () => steps.map(step => step * this.scale.divisor), values: (_, splits) => splits.map(value => (value == null ? '' : tick(value / this.scale.divisor))) },
      ],
      series: [{}, ...lines.map(line => this.series(line)), ...(view.band ? [bound, bound] : [])],
      bands: view.band ? [{ series: [lines.length + 1, lines.length + 2], fill: faint(colour('--series-1'), 0.14) }] : [],
      hooks: {
        setCursor: [plot => this.chart.showLegend(plot.cursor.idx)],
        setSelect: [plot => this.select(plot)],
        drawClear: [plot => this.spans(plot)],
        draw: [plot => this.limits(plot)],
      },
    }, data, element);
  }

  series(line) {
    const { view, ink: { colour, series } } = this;
    const stroke = line.past ? faint(series(line.colour), 0.5) : series(line.colour);
    const filled = view.form === 'bar' || view.form === 'area' || view.stacked;
    return {
      label: line.name,
      stroke,
      width: view.form === 'bar' ? 0 : line.past ? 1.5 : 2,
      dash: line.past ? [6, 5] : line.dashed ? [2, 4] : undefined,
      // What lies on one another is opaque: each covers what is counted into it.
      fill: !filled || line.past ? undefined : view.stacked ? mix(colour('--noc-panel'), series(line.colour), view.form === 'bar' ? 0.9 : 0.45) : faint(series(line.colour), view.form === 'bar' ? 0.85 : 0.16),
      paths: view.form === 'bar' ? uPlot.paths.bars({ size: [0.8, 40], align: 1 }) : undefined,
      points: { show: false },
      spanGaps: false,
    };
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (this.plot && width > 0 && height > 0 && (width !== this.plot.width || height !== this.plot.height)) this.plot.setSize({ width, height });
  }

  // Marked spans lie behind the lines, limits before them.
  spans(plot) {
    const { ctx, bbox } = plot;
    const { colour, font } = this.ink;
    // From the latest on; a name that would lie on another is left out.
    let free = Infinity;
    for (const span of this.view.spans) {
      const from = Math.max(bbox.left, plot.valToPos(span.from / 1000, 'x', true));
      const to = Math.min(bbox.left + bbox.width, plot.valToPos(span.to / 1000, 'x', true));
      if (to <= from) continue;
      ctx.save();
      ctx.fillStyle = faint(colour('--sev-major'), 0.15);
      ctx.fillRect(from, bbox.top, Math.max(1, to - from), bbox.height);
      ctx.fillStyle = colour('--sev-major');
      ctx.font = font(0.85 * devicePixelRatio);
      ctx.textAlign = 'left';
      ctx.textBaseline = 'top';
      const length = ctx.measureText(span.text).width + 8;
      const start = Math.min(from, bbox.left + bbox.width - length);
      if (start >= bbox.left && start + length <= free) {
        ctx.fillText(span.text, start + 4, bbox.top + 4);
        free = start;
      }
      ctx.restore();
    }
  }

  limits(plot) {
    const { ctx, bbox } = plot;
    const size = this.ink.rem * 0.8 * devicePixelRatio;
    // A name that would lie on another stands below its line, and where it would lie there as well is left out.
    const names = [];
    const isFree = top => names.every(other => Math.abs(other - top) > size * 1.1);
    for (const limit of this.view.limits) {
      const y = plot.valToPos(limit.value, 'y', true);
      if (!(y >= bbox.top && y <= bbox.top + bbox.height)) continue;
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = this.ink.colour(`--sev-${limit.severity}`);
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash([8, 5]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.font = this.ink.font(0.8 * devicePixelRatio);
      ctx.textAlign = 'right';
      ctx.textBaseline = 'top';
      const top = [y - 2 - size, y + 3].find(isFree);
      if (top !== undefined) {
        names.push(top);
        ctx.fillText(`${limit.severity} ${format(this.chart.unit, limit.value)}`, bbox.left + bbox.width - 4, top);
      }
      ctx.restore();
    }
  }

  select(plot) {
    const { left, width } = plot.select;
    if (width < 5) return;
    this.zoom(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000);
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  zoom(from, to) {
    const detail = from === null ? { from, to } : { from: Math.round(from), to: Math.round(to) };
    this.chart.panel.dispatchEvent(new CustomEvent('noc:zoom', { bubbles: true, detail }));
  }

  key(event) {
    const { plot, view } = this;
    if (!plot || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = view.points - 1;
    const at = plot.cursor.idx ?? last;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      const to = Math.max(0, Math.min(last, at + (event.key === 'ArrowLeft' ? -1 : 1) * (event.shiftKey ? 10 : 1)));
      plot.setCursor({ left: plot.valToPos(plot.data[0][to], 'x'), top: plot.over.clientHeight / 2 });
    } else if (event.key === '+') {
      const length = (last * view.step) / 4;
      const middle = view.start + Math.max(last / 4, Math.min(last * 3 / 4, at)) * view.step;
      this.zoom(middle - length, middle + length);
    } else if (event.key === '-') {
      this.zoom(null, null);
    } else {
      return;
    }
    event.preventDefault();
  }
}

// Lines stand on nought, but for a trend's, of which the slope is what matters.
function range(low, high, isFree) {
  if (low == null || high == null) return [0, 1];
  if (isFree && high > low) return [low - (high - low) * 0.15, high + (high - low) * 0.15];
  if (low >= 0) return [0, high > 0 ? high * 1.08 : 1];
  return high <= 0 ? [low * 1.08, high > low / 2 ? 0 : high * 0.92] : [low * 1.08, high * 1.08];
}

function clockTime(seconds, step) {
  const time = new Date(seconds * 1000);
  const text = time.toISOString();
  if (step >= 86400 || seconds % 86400 === 0) return time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return seconds % 60 === 0 ? text.slice(11, 16) : text.slice(11, 19);
}
