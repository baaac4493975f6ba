// The documents list what can be typed in the terminal chat: everything that there is, and nothing else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { COMMANDS } from '../../../src/client/terminal/commands.ts';
import { helpLines, helpOf } from '../../../src/client/terminal/help.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('the documents about the terminal chat', () => {
  it('say of every command what /help says of it', () => {
    const blocks = [...read('docs/TERMINAL.md').matchAll(/```text\n([\s\S]*?)\n```/g)];
    const explained = COMMANDS.filter(({ more }) => more !== undefined);
    assert.deepEqual(
      blocks.map(([, block]) => block),
      [
        helpLines(COMMANDS).join('\n'),
        explained.map(({ name }) => helpOf(COMMANDS, name).join('\n')).join('\n\n'),
      ],
    );
  });

  for (const document of ['README.md', 'docs/TERMINAL.md']) {
    it(`${document} names no command that there is not`, () => {
      const known = new Set(COMMANDS.map(({ name }) => `/${name}`));
      const text = read(document);
      const about = document === 'README.md' ? /At the prompt[\s\S]*?\n\n/.exec(text)?.[0] : text;
      const named = [...(about ?? '').matchAll(/`(\/[a-z]+)/g)].map(([, name = '']) => name);
      assert.ok(named.length > 3, 'commands were read');
      assert.deepEqual(
        named.filter((name) => !known.has(name)),
        [],
      );
    });
  }
});
