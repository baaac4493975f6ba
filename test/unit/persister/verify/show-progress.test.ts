import assert from 'node:assert/strict';
import { showProgress } from '../../../../src/persister/tools/show-progress.ts';

describe('progress of a tool', () => {
  const shown = (isTTY: boolean, steps: number, stepMs: number) => {
    const written: string[] = [];
    let now = 0;
    const out = { isTTY, write: (text: string) => written.push(text) > 0 };
    const progress = showProgress(out as never, () => now);
    for (let i = 1; i <= steps; i++) {
      now += stepMs;
      const at = i * 1_000;
      progress.show({ from: 1, at, to: 40_000, entries: at, differences: i });
    }
    progress.stop();
    return written;
  };

  it('is a bar with rate and time left on a terminal, and leaves nothing there', () => {
    const written = shown(true, 20, 500);
    assert.equal(written.length, 21);
    const half = written[19] ?? '';
    assert.equal(
      half,
      `\r\x1b[K[${'#'.repeat(12)}${'.'.repeat(12)}] 20,000 of 40,000  50 %  2,000/s  10 s left  20 differences`,
    );
    assert.equal(written.at(-1), '\r\x1b[K');
  });

  it('is written seldom, and line by line elsewhere', () => {
    const written = shown(false, 25, 1_000);
    assert.deepEqual(
      written.map((line) => line.split('  ')[0]),
      ['10,000 of 40,000', '20,000 of 40,000'],
    );
    assert.ok(written.every((line) => line.endsWith('\n') && !line.includes('\r')));
  });

  it('does not write more often than anybody reads', () => {
    assert.ok(shown(true, 40, 25).length <= 7);
  });
});
