// The page's one entry: what the server may call, and what starts with the page.

import { start } from './connection.js';
import { followScrolling } from './rows.js';
import { frame } from './frame.js';
import { save } from './save.js';
import { followMenus } from './menus.js';
import { followTheme } from './theme.js';
import { followTrees } from './tree.js';
import { tendWall } from './wall.js';

window.noc = {
  frame,
  save,
  // Fetched where a page needs them. The server calls them by name: a module that it held would cost it 30 KB a page.
  openPage: async server => (await import('./page.js')).open(server),
  attachQuery: async (root, server) => (await import('./promql.js')).attach(root, server),
};
followTheme();
followScrolling();
followMenus();
followTrees();
start();
tendWall();
