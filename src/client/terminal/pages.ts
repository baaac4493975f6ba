// Long lists, page by page. Invariant: a page is printed where somebody asked for it, never more; `/more` means the list of which
// a page was printed last.
import type { Terminal } from './command.ts';

export interface Pages<Page> {
  /** The page that begins there; the first one where that is not said. */
  ask: (after: string | undefined) => Promise<Page & { next?: string }>;
  /** Prints it. How many lines it has. */
  show: (page: Page) => number;
  /** What is said where there is nothing. */
  none: string;
}

export async function showPages<Page>(terminal: Terminal, pages: Pages<Page>): Promise<void> {
  const { ask, show, none } = pages;
  let isFirst = true;
  const from = async (after: string | undefined): Promise<void> => {
    // Asked for twice at once it is printed once; where there is no answer it can be asked for again.
    terminal.nextPage = undefined;
    const { next, ...page } = await ask(after).catch((error: unknown) => {
      if (after !== undefined) terminal.nextPage = () => from(after);
      throw error;
    });
    const count = show(page as Page);
    if (isFirst && count === 0 && next === undefined) terminal.screen.note(none);
    isFirst = false;
    terminal.nextPage = next === undefined ? undefined : () => from(next);
    if (next !== undefined) terminal.screen.note('/more shows more');
  };
  await from(undefined);
}
