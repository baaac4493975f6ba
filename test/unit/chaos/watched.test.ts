// How one of our programs ended is written down where it was asked to finish and did not do so well.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../../../src/local/child.ts';
import { watch } from '../../chaos/watched.ts';
import { eventually } from '../../support/eventually.ts';

describe('a process of make chaos', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'chatk8s-watched-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const open = async (code: number) => {
    const script = `process.on('SIGTERM', () => process.exit(${code})); setInterval(() => 0, 1000); console.log('up')`;
    const logFile = join(dir, 'log');
    const watched = watch({
      name: 'gateway-0',
      kind: 'gateway',
      launch: (onLine) =>
        startChild({
          name: 'gateway-0',
          command: process.execPath,
          args: ['-e', script],
          env: {},
          onLine,
        }),
      logFile,
    });
    watched.start();
    await eventually(() => assert.match(readFileSync(logFile, 'utf8'), /up/));
    return watched;
  };

  it('tells of an end that was asked for and went wrong', async () => {
    const watched = await open(3);
    await watched.drain();
    assert.match(watched.ends.join(), /exited with 3, though it was asked to finish/);
  });

  it('says nothing where it finished, was killed on purpose, or had ended before', async () => {
    const finishes = await open(0);
    await finishes.drain();
    const dies = await open(3);
    await dies.halt();
    await dies.drain();
    const isKilled = await open(3);
    isKilled.kill(1_000);
    await isKilled.drain();
    assert.deepEqual([...finishes.ends, ...dies.ends, ...isKilled.ends], []);
  });
});
