// A picture of 17 ms has time for one drawing of a room on a slow device, and not for two: what is to be drawn with the next one is
// first changed, all of it, and then drawn.

/** What draws pictures; a program that is no page draws none. */
interface Screen {
  document?: { hidden: boolean };
  requestAnimationFrame?: (draw: () => void) => number;
}
/** A browser that stops drawing, as for a tab that is turned away from, keeps nobody waiting for longer, milliseconds. */
const WITHIN_MS = 100;

const screen = globalThis as Screen;
const changes = new Set<() => void>();
const drawings = new Set<() => void>();
let isAsked = false;

/** Resolves as the next picture is made, with whatever else is drawn in it; at once where none is. */
export const nextPicture = (): Promise<void> =>
  new Promise((resolve) => {
    if (screen.requestAnimationFrame === undefined || screen.document?.hidden !== false)
      return resolve();
    const change = () => {
      clearTimeout(late);
      changes.delete(change);
      resolve();
    };
    const late = setTimeout(change, WITHIN_MS);
    changes.add(change);
    ask();
  });

/** Calls `draw` as the next picture is made, behind all that is changed for it. Returns the function that takes this back. */
export function drawWithNext(draw: () => void): () => void {
  drawings.add(draw);
  ask();
  return () => void drawings.delete(draw);
}

function ask(): void {
  if (isAsked) return;
  isAsked = true;
  screen.requestAnimationFrame?.(() => {
    isAsked = false;
    for (const waiting of [changes, drawings]) {
      const now = [...waiting];
      for (const act of now) {
        waiting.delete(act);
        act();
      }
    }
  });
}
