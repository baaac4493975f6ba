// The page itself: everything hangs below `App`. What it asks for first was asked for by main.tsx, while this came.
import { render } from 'preact';
import { App } from './components/app.tsx';
import { fetchBeside } from './components/use-beside.ts';
import { BrowserMemory } from './model/browser-memory.ts';
import { openBrowserStore } from './model/browser-store.ts';
import { keepPageOffline } from './model/offline-app.ts';
import { loadMarks } from './model/text/marked.ts';

const opening = openBrowserStore().then((backing) => new BrowserMemory(backing));
const root = document.getElementById('app');
if (root !== null) render(<App opening={opening} />, root);
// Behind what the first messages wait for; they are there about when those are.
setTimeout(() => {
  fetchBeside();
  void loadMarks();
});
keepPageOffline();
