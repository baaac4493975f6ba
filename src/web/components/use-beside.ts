// What stands around a room's messages is a file of its own of the built page, asked for as the page starts. It is drawn once there is a
// picture of the messages, one part after the other: on a slow device none keeps them, or a key, waiting for all.
import { createStore } from '../model/store.ts';
import { later } from './use-later.ts';
import { useStore } from './use-store.ts';

/** In the order in which they are drawn. */
const PARTS = ['writing', 'list', 'more'] as const;
type BesidePart = (typeof PARTS)[number];

const BESIDE = later(() => import('./beside.ts'));
/** For messages that do not come, as of a room without any, milliseconds. */
const WAITS_MS = 400;
/** So many of the parts are drawn. */
const drawn = createStore(0);
const missing = createStore(false);

export function fetchBeside(): void {
  Promise.all([BESIDE.fetch(), shown]).then(drawNext, () => missing.update(() => true));
}

let beShown: () => void = () => undefined;
const shown = new Promise<void>((resolve) => {
  beShown = resolve;
});

/** A room is open: what stands around its messages waits for them, for a while. */
export function waitForMessages(): void {
  setTimeout(beShown, WAITS_MS);
}

/** All that there is of it for now. In a page that nobody sees there is no picture of it. */
export function messagesAreDrawn(): void {
  if (document.hidden) beShown();
  else requestAnimationFrame(() => setTimeout(beShown));
}

/** Each is a task of its own: the browser may show, or hear, something in between. */
function drawNext(): void {
  drawn.update((parts) => parts + 1);
  if (drawn.get() < PARTS.length) setTimeout(drawNext);
}

/** All of it, once this part's turn has come. */
export const useBeside = (part: BesidePart) => {
  const isDrawn = useStore(drawn, (parts) => parts > PARTS.indexOf(part));
  return isDrawn ? BESIDE.part : undefined;
};

/** Whether it cannot be had: no connection, or a newer page is there. */
export const useIsBesideMissing = (): boolean => useStore(missing, (is) => is);
