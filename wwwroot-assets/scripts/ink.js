// What is drawn on a canvas takes its colours and type from the page's tokens.

/** The colours, the font and the size of one rem, as they are for an element now. */
export function ink(element) {
  const style = getComputedStyle(element);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const colour = name => style.getPropertyValue(name).trim();
  return { rem, colour, series: index => colour(`--series-${(index % 8) + 1}`), font: (size = 0.85, weight = '') => `${weight} ${Math.round(rem * size)}px ${colour('--font-num')}`.trim() };
}

/** A colour of the form #rrggbb with so much of it, 0 to 1. */
export function faint(colour, share) {
  return `${colour}${Math.round(share * 255).toString(16).padStart(2, '0')}`;
}

/** Two colours of the form #rrggbb mixed; a share of 0 is all the first. */
export function mix(first, second, share) {
  const part = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
  return `#${[1, 3, 5].map(at => Math.round(part(first, at) + (part(second, at) - part(first, at)) * share).toString(16).padStart(2, '0')).join('')}`;
}
