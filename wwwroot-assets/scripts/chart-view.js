// Reads a chart's view from bytes, whole or as what has changed since the one before (the form is described in
// ChartEncoding.cs).

const decoder = new TextDecoder();

/** The view; `before` is the one that the chart shows now. Null where a change came to a chart that shows nothing. */
export function readView(body, before) {
  const bytes = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const headLength = bytes.getInt32(0, true);
  const head = JSON.parse(decoder.decode(body.subarray(4, 4 + headLength)));
  const isChange = head.shift !== undefined;
  if (isChange && !before) return null;
  let at = 4 + headLength;
  const values = (points, moved) => {
    const read = new Array(points);
    const kept = moved ? head.keep : 0;
    for (let i = 0; i < kept; i++) read[i] = moved[i + head.shift];
    for (let i = kept; i < points; i++, at += 8) {
      const value = bytes.getFloat64(at, true);
      read[i] = Number.isFinite(value) ? value : null;
    }
    return read;
  };
  const view = isChange ? { ...before, ...head, lines: before.lines.map((line, i) => ({ ...line, ...head.lines[i] })) } : head;
  view.lines.forEach((line, i) => {
    line.values = values(view.points, isChange && before.lines[i].values);
    if (view.across) line.across = values(view.points, isChange && before.lines[i].across);
  });
  if (view.band) {
    view.band = { lower: values(view.points, isChange && before.band.lower), upper: values(view.points, isChange && before.band.upper) };
  }
  return view;
}
