// Part of `make check`: the page's first load, compressed, stays within its budget. Built anew, so that it is of what is here.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../src/local/page.ts';
import { firstLoad } from './first-load.ts';

/** What a telephone on a slow network has within a second or two. */
const BUDGET_BYTES = 90_000;

const outDir = mkdtempSync(join(tmpdir(), 'chatk8s-budget-'));
try {
  const root = join(ROOT, 'src/web');
  await build({ root, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  const fetched = firstLoad(outDir);
  const bytes = fetched.reduce((sum, each) => sum + each.bytes, 0);
  const kb = (size: number): string => `${(size / 1_000).toFixed(1)} KB`;
  if (bytes > BUDGET_BYTES) {
    for (const { path, bytes } of fetched) process.stderr.write(`${kb(bytes)}  ${path}\n`);
    process.stderr.write(
      `The page's first load is ${kb(bytes)} compressed, over its ${kb(BUDGET_BYTES)}: load later what is not seen at first.\n`,
    );
    process.exitCode = 1;
  } else {
    process.stdout.write(`The page's first load: ${kb(bytes)} of ${kb(BUDGET_BYTES)}.\n`);
  }
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
