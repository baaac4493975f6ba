import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { formatDotenv, writeDotenv } from '../../../src/local/dotenv.ts';
import { tempDir } from '../../support/temp.ts';

describe('DATA_DIR/env', () => {
  it('gives sh the very same text, whatever is in it', () => {
    const { path, remove } = tempDir('dot env');
    const file = join(path, 'env');
    const nasty = `a'b"c $HOME \`id\` \\ é #x`;
    writeDotenv(file, { PLAIN: 'ws://127.0.0.1:1/ws,ws://127.0.0.1:2/ws', NASTY: nasty });
    const script = '. "$0"; printf "%s|%s" "$PLAIN" "$NASTY"';
    const seen = execFileSync('sh', ['-c', script, file], { encoding: 'utf8' });
    assert.equal(seen, `ws://127.0.0.1:1/ws,ws://127.0.0.1:2/ws|${nasty}`);
    remove();
  });

  it('is a dotenv file, too', () => {
    assert.deepEqual(
      { ...parseEnv(formatDotenv({ A: 'x y', B: 'p:q@r' })) },
      { A: 'x y', B: 'p:q@r' },
    );
  });

  it('can be read by its owner only, also when it is written again', () => {
    const { path, remove } = tempDir('dotenv');
    const file = join(path, 'env');
    writeDotenv(file, { A: '1' });
    writeDotenv(file, { A: '2' });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(readFileSync(file, 'utf8'), "A='2'\n");
    remove();
  });
});
