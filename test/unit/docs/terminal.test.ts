// The documents list what can be typed in the terminal chat: everything that there is, and nothing else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { COMMANDS } from '../../../src/client/terminal/commands.ts';
import { EXIT } from '../../../src/client/terminal/exit-codes.ts';
import { helpLines, helpOf } from '../../../src/client/terminal/help.ts';
import { readSettings } from '../../../src/client/terminal/settings.ts';

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

  it('say every number that it ends with, and no other', () => {
    const [, table = ''] = read('docs/TERMINAL.md').split('| code | |');
    const codes = [...table.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    assert.deepEqual(codes, Object.values(EXIT));
  });

  it('give variables values that they may have', () => {
    const [, between = ''] = read('docs/TERMINAL.md').split('## Between programs');
    const given = [...between.matchAll(/\b(FOLLOW|LAST|SINCE|CONNECT_WITHIN)=("[^"]+"|\w+)/g)];
    const units = ['90s', '10m', '2h', '7d', '14:30', '2026-11-01', '2026-11-01 14:30'];
    for (const unit of units) assert.ok(between.includes(unit), unit);
    const all = [
      ...given.map(([, name = '', value = '']) => [name, value]),
      ...units.map((value) => ['SINCE', value]),
    ];
    assert.ok(given.length > 5);
    for (const [name = '', value = ''] of all) {
      const settings = readSettings({
        ...{ NAME: 'ada', CHAT_URLS: 'http://127.0.0.1:8080', [name]: value.replaceAll('"', '') },
      });
      assert.ok(!('problems' in settings), `${name}=${value}`);
    }
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
