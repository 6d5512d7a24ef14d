// Arrow keys walk a tree of nested lists, each row of which has a link, and a button before it where something lies below:
// up and down along what is shown, right into a branch and left out of it.

const steps = { ArrowUp: -1, ArrowDown: 1 };

/** Watches all trees on the page, now and later. */
export function followTrees() {
  document.addEventListener('keydown', event => {
    const row = event.target.closest?.('[data-tree] .row');
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const goal = goalOf(event.key, row);
    if (goal === undefined) return;
    event.preventDefault();
    goal?.querySelector('a').focus();
  });
}

// Where a key leads to; null where it leads nowhere, and undefined where it is no key of trees.
function goalOf(key, row) {
  const rows = [...row.closest('[data-tree]').querySelectorAll('.row')];
  const at = rows.indexOf(row);
  if (key in steps) return rows[at + steps[key]] ?? null;
  if (key === 'Home') return rows[0];
  if (key === 'End') return rows.at(-1);
  const twist = row.querySelector('button.twist');
  const isOpen = twist?.getAttribute('aria-expanded') === 'true';
  if (key === 'ArrowRight') return isOpen ? rows[at + 1] ?? null : turn(twist);
  if (key === 'ArrowLeft') return isOpen ? turn(twist) : row.closest('ul').closest('li')?.querySelector('.row') ?? null;
  return undefined;
}

function turn(twist) {
  twist?.click();
  return null;
}
