// What axe finds wrong with what a page shows now. It is given to the page as a script of the test, past its policy.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Found {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Each with where. */
export async function problemsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  // What appears is half transparent for a moment, unless it goes before.
  await page.evaluate('Promise.allSettled(document.getAnimations().map((one) => one.finished))');
  const found: Found[] = await page.evaluate('axe.run().then((result) => result.violations)');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html}\n${failureSummary}`),
  );
}
