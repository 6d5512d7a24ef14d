// The page's one entry: starts Blazor and, later in this file's imports, everything that is live.
Blazor.start();
