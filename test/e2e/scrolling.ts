// What stands in a room of which the page draws only what is in sight: read by going through it.
import type { Page } from 'playwright-core';

/** From what is loaded above down to the end: every text once, in the order in which it is seen, and what stands in place of those that were deleted; fails where that is another one. */
export const textsFromTheTop = (page: Page): Promise<string[]> =>
  page.evaluate(THROUGH) as Promise<string[]>;

const THROUGH = `(async () => {
  const box = document.querySelector('.scroller');
  const texts = [];
  box.scrollTo(0, 0);
  for (;;) {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { top, bottom } = box.getBoundingClientRect();
    const seen = [...box.querySelectorAll('.message')]
      .filter((row) => row.getBoundingClientRect().bottom > top && row.getBoundingClientRect().top < bottom)
      .map((row) => row.querySelector('.text, .gone').textContent);
    const known = texts.lastIndexOf(seen[0]);
    const again = known === -1 ? [] : texts.splice(known);
    if (again.some((text, index) => text !== seen[index])) throw new Error('another order: ' + again + ' / ' + seen);
    texts.push(...seen);
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 2) return texts;
    box.scrollBy(0, box.clientHeight / 2);
  }
})()`;
