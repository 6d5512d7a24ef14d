// Charts of every form, behind one interface: a class that is made for a panel and has show(view), rebuild() and
// resize(). Courses over time are uPlot's; shares, pairs, frequencies and shades are drawn by figures.js, which is
// fetched when a page has the first of them.

import { setText } from './clock.js';
import { showLegend } from './legend.js';
import { Courses } from './courses.js';
import { readView } from './chart-view.js';
import { judge } from './severity.js';

const charts = new WeakMap();
const overTime = new Set(['line', 'area', 'bar']);

/** Draws a view (its form is described in ChartEncoding.cs) into a chart's panel. */
export function drawChart(panel, body) {
  let chart = charts.get(panel);
  const view = readView(body, chart?.view);
  if (!view) return;
  panel.dataset.state = view.state;
  panel.dataset.time = view.time;
  panel.dataset.spacing = view.spacing;
  judge(panel, view.severity);
  setText(panel.querySelector('[data-slot="message"]'), view.message);
  if (view.value !== undefined) {
    setText(panel.querySelector('[data-slot="value"]'), view.value);
    setText(panel.querySelector('[data-slot="value-unit"]'), view.unit);
    setText(panel.querySelector('[data-slot="detail"]'), view.detail);
  }
  if (!chart) charts.set(panel, chart = new Chart(panel));
  chart.show(view);
}

class Chart {
  constructor(panel) {
    this.panel = panel;
    this.plotElement = panel.querySelector('[data-slot="plot"]');
    this.hidden = new Set();
    // The browser lets go of the observer together with the element.
    new ResizeObserver(() => this.drawing?.resize()).observe(this.plotElement);
    const follow = () => (panel.isConnected ? this.drawing?.rebuild() : document.removeEventListener('noc:theme', follow));
    document.addEventListener('noc:theme', follow);
    panel.querySelector('[data-slot="legend"]').addEventListener('click', event => {
      const item = event.target.closest('li[data-line]');
      if (item && event.target.closest('button')) this.isolate(Number(item.dataset.line));
    });
  }

  async show(view) {
    this.view = view;
    if (this.drawing?.form !== view.form) {
      const Drawing = overTime.has(view.form) ? Courses : (await import('./figures.js')).forms[view.form];
      if (this.view !== view || !Drawing) return;
      this.drawing?.destroy();
      this.drawing = new Drawing(this);
      this.drawing.form = view.form;
    }
    this.drawing.show(view);
    this.showLegend();
  }

  get unit() {
    return this.panel.dataset.unit;
  }

  /** What stands at the right of the title: the unit of the axis and how many series are left out. */
  note(unit) {
    const leftOut = this.view.leftOut > 0 ? `${this.view.leftOut} more series not shown` : '';
    setText(this.panel.querySelector('[data-slot="unit"]'), [leftOut, unit].filter(Boolean).join(' · '));
  }

  showLegend(at) {
    showLegend(this, at);
  }

  // One press shows a series alone, another all of them again.
  isolate(line) {
    const names = this.view.lines.map(l => l.name);
    const alone = names.every((name, i) => this.hidden.has(name) === (i !== line)) && names.length > 1;
    this.hidden = new Set(alone ? [] : names.filter((_, i) => i !== line));
    this.drawing.rebuild();
    this.showLegend();
  }

  isHidden(line) {
    return this.hidden.has(line.name);
  }
}
