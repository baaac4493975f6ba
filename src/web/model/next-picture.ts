// A picture of 17 ms has time for one drawing of a room on a slow device, and not for two.

/** What draws pictures; a program that is no page draws none. */
interface Screen {
  document?: { hidden: boolean };
  requestAnimationFrame?: (draw: () => void) => number;
}
/** A browser that stops drawing, as for a tab that is turned away from, keeps nobody waiting for longer, milliseconds. */
const WITHIN_MS = 100;

/** Resolves as the next picture is made, with whatever else is drawn in it; at once where none is. */
export const nextPicture = (): Promise<void> =>
  new Promise((resolve) => {
    const { document, requestAnimationFrame } = globalThis as Screen;
    if (requestAnimationFrame === undefined || document?.hidden !== false) return resolve();
    const late = setTimeout(resolve, WITHIN_MS);
    requestAnimationFrame(() => {
      clearTimeout(late);
      resolve();
    });
  });
