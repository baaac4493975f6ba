// The page's first lines, a small file of the built page: they ask for what takes a way there and back to the gateway while the page
// itself (start.tsx) is still on its way.
import { beginTheme } from './components/theme.ts';
import { takeWanted } from './components/wanted-place.ts';
import { askEarly } from './model/early.ts';
import { warmUp } from './model/warm-up.ts';
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
import './styles/search.css';
import './styles/sign-in.css';
import './styles/ways.css';

// Before what waits for the browser's disk; the place that is wanted is looked at once something is known.
void askEarly(location.origin, () => location.hash).then(warmUp);
beginTheme();
takeWanted();
// Of the built page they are files beside this one (build/first-load.ts).
if (import.meta.env.DEV) void import('./picture.tsx').then(() => import('./start.tsx'));
