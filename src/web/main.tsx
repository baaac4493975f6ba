// The page's first line: everything else hangs below `App`.
import { render } from 'preact';
import { App } from './components/app.tsx';
import { beginTheme } from './components/theme.ts';
import { takeWanted } from './components/wanted-place.ts';
import { keepPageOffline } from './model/offline-app.ts';
import { loadMarks } from './model/text/marked.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/sidebar.css';
import './styles/timeline.css';
import './styles/message.css';
import './styles/text.css';
import './styles/popover.css';
import './styles/picker.css';
import './styles/people.css';
import './styles/dialog.css';
import './styles/past.css';
import './styles/composer.css';
import './styles/sign-in.css';
import './styles/ways.css';

beginTheme();
takeWanted();
// Beside everything else that is fetched: it is there before the first message is.
void loadMarks();

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
keepPageOffline();
