// The page's one entry: what the server may call, and what starts with the page.

import { start } from './connection.js';
import { followScrolling } from './rows.js';
import { frame } from './frame.js';
import { save } from './save.js';
import { followMenus } from './menus.js';
import { followTheme } from './theme.js';
import { tendWall } from './wall.js';

window.noc = { frame, save };
followTheme();
followScrolling();
followMenus();
start();
tendWall();
