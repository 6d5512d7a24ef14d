// Takes what changed on this screen, as FrameWriter.cs writes it, and puts it on the page.

import { drawChart } from './chart.js';
import { setText, synchronise } from './clock.js';
import { judge } from './severity.js';
import { heard } from './connection.js';

const decoder = new TextDecoder();

/** Called by the server a few times a second; returns when everything is drawn, which is the server's sign to go on. */
export function frame(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  synchronise(view.getFloat64(0, true));
  for (let at = 8; at < bytes.byteLength;) {
    const number = view.getUint16(at, true);
    const length = view.getInt32(at + 2, true);
    const widget = document.querySelector(`[data-widget="${number}"]`);
    if (widget) draw(widget, bytes.subarray(at + 6, at + 6 + length));
    at += 6 + length;
  }
  heard();
}

function draw(widget, body) {
  const { kind } = widget.dataset;
  if (kind === 'chart' || kind === 'trend') drawChart(widget, body);
  else if (kind === 'kpi') drawKpi(widget, JSON.parse(decoder.decode(body)));
  else if (body.length > 0) drawPicture(widget, JSON.parse(decoder.decode(body)));
}

function drawKpi(tile, view) {
  const slot = name => tile.querySelector(`[data-slot="${name}"]`);
  tile.dataset.state = view.state;
  tile.dataset.time = view.time;
  tile.dataset.spacing = view.spacing;
  setText(slot('value'), view.value);
  setText(slot('unit'), view.unit);
  setText(slot('detail'), view.detail);
  slot('detail').title = view.state === 'error' ? view.detail : '';
  slot('spark').setAttribute('d', view.spark);
  judge(tile, view.severity);
}

// What MarkupView.cs wrote; it escaped every text in it.
function drawPicture(widget, view) {
  const slot = name => widget.querySelector(`[data-slot="${name}"]`);
  widget.dataset.state = view.state;
  widget.dataset.time = view.time;
  widget.dataset.spacing = view.spacing;
  setText(slot('message'), view.message);
  setText(slot('note'), view.note);
  const picture = slot('picture');
  if (picture.markup !== view.markup) picture.innerHTML = picture.markup = view.markup;
  judge(widget, view.severity);
}
