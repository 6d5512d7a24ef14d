// The queries that a user has asked, kept in this browser only: the newest first, each once, fifty at most.

const most = 50;

/** The queries of <user>. */
export function read(user) {
  try {
    const kept = JSON.parse(localStorage.getItem(key(user)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(query => typeof query === 'string').slice(0, most) : [];
  } catch {
    return []; // not ours, or storage is not allowed
  }
}

/** Adds a query and returns all of them. */
export function add(user, query) {
  const kept = [query, ...read(user).filter(other => other !== query)].slice(0, most);
  try {
    localStorage.setItem(key(user), JSON.stringify(kept));
  } catch {
    // Storage is full or not allowed: the list holds for this page.
  }
  return kept;
}

/** Forgets the queries of <user>. */
export function forget(user) {
  localStorage.removeItem(key(user));
}

function key(user) {
  return `noc-queries:${user}`;
}
