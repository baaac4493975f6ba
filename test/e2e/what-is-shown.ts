// What a page shows as its test fails, in words: said with the failure, so that one that happens once in a hundred runs says why.
import type { Page } from 'playwright-core';

/** A page that does not answer is told as such. */
const WITHIN_MS = 3_000;
/** Of a page's end, which is where the newest messages are. */
const CHARACTERS_MAX = 400;

/** In the page, as text: types of a browser are not those of the tests. A picture is waited for, since tests wait for pictures. */
const LOOK = `new Promise((resolve) => {
  const say = (pictures) => resolve([
    document.visibilityState, navigator.onLine ? 'online' : 'offline', pictures,
    document.querySelector('.banner')?.innerText ?? 'no banner',
    (document.querySelector('main') ?? document.body).innerText.replaceAll(/\\s+/g, ' ').slice(-${CHARACTERS_MAX}),
  ].join(' | '));
  setTimeout(() => say('draws no pictures'), 1_000);
  requestAnimationFrame(() => say('draws'));
})`;

export async function whatIsShown(page: Page): Promise<string> {
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve('does not answer'), WITHIN_MS);
  });
  const looked = page.evaluate(LOOK).catch(String);
  return `${page.url()}: ${await Promise.race([looked, late])}`;
}
