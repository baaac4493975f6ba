// A program that ends is gone, also in the middle of its work and with a full heap: where V8 still compiles, Node's own exit may wait
// for ever. It does so in each twentieth program or so: of all of these at least one, surely enough.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../src/local/page.ts';

const PROGRAMS = 100;
const AT_ONCE = 4;
const HEAP = '--max-old-space-size=16';
const ENDS_MS = 10_000;

/** Fills its heap, has much compiled, and ends. */
const busy = (seed: number) => `
  import { endProcess } from ${JSON.stringify(join(ROOT, 'src/shared/end-process.ts'))};
  const kept = Array.from({ length: ${(seed * 577) % 12_000} }, (_, a) => ({ a, b: [a, String(a)], c: { d: a } }));
  const all = Array.from({ length: 150 }, (_, i) => new Function('a', 'b', \`
    let s = 0; const o = { x\${i}: a, y: b };
    for (let k = 0; k < 20; k++) { s += o.x\${i} * k + b.length; o['z' + k] = [k, s]; }
    return { s, o };\`));
  for (let k = 0; k < ${5 + ((seed * 7) % 60)}; k++) for (const one of all) kept[k] = one(k, kept);
  endProcess(7);`;

/** Its exit code; null where it had to be killed. */
const run = (seed: number): Promise<number | null> =>
  new Promise((done) => {
    const args = [HEAP, '--input-type=module', '-e', busy(seed)];
    const options = { timeout: ENDS_MS, killSignal: 'SIGKILL' } as const;
    const child = execFile(process.execPath, args, options, () => done(child.exitCode));
  });

describe('a program that ends', () => {
  it('is gone, whatever V8 is at', async function () {
    this.timeout(120_000);
    const seeds = Array.from({ length: PROGRAMS }, (_, seed) => seed);
    const codes: (number | null)[] = [];
    const lane = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
        codes.push(await run(seed));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    assert.deepEqual(new Set(codes), new Set([7]));
  });
});
