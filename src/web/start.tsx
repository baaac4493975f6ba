// The page itself: everything hangs below `App`. What it asks for first was asked for by main.tsx, while this came.
import { render } from 'preact';
import { App } from './components/app.tsx';
import { fetchBeside } from './components/use-beside.ts';
import { keepPageOffline } from './model/offline-app.ts';
import { loadMarks } from './model/text/marked.ts';

// Beside everything else that is asked for: they are there about when the first message is.
fetchBeside();
void loadMarks();

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
keepPageOffline();
