// A live chart: one uPlot for each chart widget, made anew only when its lines, its size or the theme change.

import uPlot from './uplot/uPlot.esm.js';
import { setText } from './clock.js';
import { digits, format, scale } from './units.js';

const decoder = new TextDecoder();
const charts = new WeakMap();

/** Draws a view (its form is described in ChartView.cs) into a chart's panel. */
export function drawChart(panel, body) {
  const view = decode(body);
  panel.dataset.state = view.state;
  panel.dataset.time = view.time;
  setText(panel.querySelector('[data-slot="message"]'), view.message);
  let chart = charts.get(panel);
  if (!chart) charts.set(panel, chart = new Chart(panel));
  chart.show(view);
}

function decode(body) {
  const bytes = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const headLength = bytes.getInt32(0, true);
  const view = JSON.parse(decoder.decode(body.subarray(4, 4 + headLength)));
  let at = 4 + headLength;
  for (const line of view.lines) {
    line.values = new Array(view.points);
    for (let i = 0; i < view.points; i++, at += 8) {
      const value = bytes.getFloat64(at, true);
      line.values[i] = Number.isNaN(value) ? null : value;
    }
  }
  return view;
}

class Chart {
  constructor(panel) {
    this.panel = panel;
    this.plotElement = panel.querySelector('[data-slot="plot"]');
    this.unit = panel.dataset.unit;
    // The browser lets go of the observer together with the element.
    new ResizeObserver(() => this.resize()).observe(this.plotElement);
    document.addEventListener('noc:theme', () => this.rebuild());
  }

  show(view) {
    this.view = view;
    const shape = view.lines.map(line => `${line.name} ${line.colour}${line.dashed}`).join('\n');
    if (!this.plot || shape !== this.shape) {
      this.shape = shape;
      this.rebuild();
    } else {
      this.plot.setData(this.data());
    }
    this.showLegend();
  }

  data() {
    const times = Array.from({ length: this.view.points }, (_, i) => (this.view.start + i * this.view.step) / 1000);
    const values = this.view.lines.map(line => line.values);
    const max = values.reduce((most, line) => line.reduce((m, v) => (v > m ? v : m), most), 0);
    this.scale = scale(this.unit, max);
    const leftOut = this.view.leftOut > 0 ? `${this.view.leftOut} more series not shown` : '';
    setText(this.panel.querySelector('[data-slot="unit"]'), [leftOut, this.scale.unit].filter(Boolean).join(' · '));
    return [times, ...values];
  }

  rebuild() {
    this.plot?.destroy();
    this.plot = null;
    if (!this.view || this.view.lines.length === 0 || !this.panel.isConnected) return;
    const style = getComputedStyle(this.panel);
    const colour = name => style.getPropertyValue(name).trim();
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const font = `${Math.round(size * 0.85)}px ${colour('--font-num')}`;
    const axis = { stroke: colour('--noc-ink-2'), font, ticks: { show: false }, grid: { stroke: colour('--noc-grid'), width: 1 } };
    const data = this.data();
    this.plot = new uPlot({
      width: Math.max(10, this.plotElement.clientWidth),
      height: Math.max(10, this.plotElement.clientHeight),
      padding: [size * 0.5, size * 0.5, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.08 : 1] } },
      axes: [
        { ...axis, grid: { show: false }, size: size * 1.9, space: size * 6, values: (_, splits) => splits.map(clockTime) },
        { ...axis, size: size * 3.2, space: size * 2.4, values: (_, splits) => splits.map(value => tick(value / this.scale.divisor)) },
      ],
      series: [
        {},
        ...this.view.lines.map(line => ({
          label: line.name,
          stroke: colour(`--series-${(line.colour % 8) + 1}`),
          width: 2,
          dash: line.dashed ? [2, 4] : undefined,
          points: { show: false },
          spanGaps: false,
        })),
      ],
      hooks: { setCursor: [plot => this.showLegend(plot.cursor.idx)] },
    }, data, this.plotElement);
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.plotElement;
    if (this.plot && width > 0 && height > 0 && (width !== this.plot.width || height !== this.plot.height)) {
      this.plot.setSize({ width, height });
    }
  }

  // The latest values, or those under the pointer.
  showLegend(at) {
    const legend = this.panel.querySelector('[data-slot="legend"]');
    const items = this.view.lines.map(line => `${line.colour % 8}${line.dashed}${line.name}`).join('\n');
    if (legend.dataset.items !== items) {
      legend.dataset.items = items;
      legend.replaceChildren(...this.view.lines.map(line => {
        const item = document.createElement('li');
        item.dataset.colour = line.colour % 8;
        if (line.dashed) item.dataset.dashed = '';
        item.append(document.createElement('i'), Object.assign(document.createElement('span'), { textContent: line.name }), document.createElement('b'));
        return item;
      }));
    }
    this.view.lines.forEach((line, i) => {
      const value = line.values[at ?? line.values.length - 1];
      setText(legend.children[i].lastChild, format(this.unit, value));
    });
  }
}

function tick(value) {
  return Number.isInteger(value) ? String(value) : digits(value).replace(/\.?0+$/, '');
}

function clockTime(seconds) {
  const time = new Date(seconds * 1000).toISOString();
  return seconds % 60 === 0 ? time.slice(11, 16) : time.slice(11, 19);
}
