// The page itself: everything hangs below `App`. What it asks for first was asked for by main.tsx, while this came.
import { render } from 'preact';
import { App } from './components/app.tsx';
import { takeWanted } from './components/wanted-place.ts';
import { keepPageOffline } from './model/offline-app.ts';
import { loadMarks } from './model/text/marked.ts';

takeWanted();
// Beside everything else that is fetched: it is there before the first message is.
void loadMarks();

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
keepPageOffline();
