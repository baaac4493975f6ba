import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keep } from '../../chaos/keep.ts';
import { tempDir } from '../../support/temp.ts';
import { honestRun } from './honest-run.ts';

describe('what a broken run leaves', () => {
  it('has a line for each entry of a list, the tape’s as well', () => {
    const dir = tempDir('kept');
    const { tape, log } = honestRun();
    keep(dir.path, { tape, log, options: { seed: 7 } });
    const lines = (name: string) => readFileSync(join(dir.path, name), 'utf8').trim().split('\n');
    assert.deepEqual(
      lines('log.jsonl').map((line) => JSON.parse(line)),
      JSON.parse(JSON.stringify(log)),
    );
    assert.equal(lines('tape-posts.jsonl').length, tape.posts.size);
    assert.equal(lines('tape-readings.jsonl').length, tape.readings.length);
    assert.deepEqual(JSON.parse(readFileSync(join(dir.path, 'options.json'), 'utf8')), { seed: 7 });
    dir.remove();
  });
});
