// Tab at the prompt: what was begun is finished where it can be one thing only.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { complete } from '../../../../src/client/terminal/completion.ts';
import { eachSitsWithOthers, last, live, type Sitting } from './sitting.ts';

const KNOWN = {
  commands: ['join', 'react', 'reply', 'remove'],
  names: ['Ada', 'Ada Lovelace', 'Bob', 'Éve', 'Bob'],
  rooms: ['lobby', 'plans', 'planning'],
};
const textOf = (line: string) => {
  const { instead = 0, text = '' } = complete(line, KNOWN) ?? {};
  return line.slice(0, line.length - instead) + text;
};

describe('what a line is finished to', () => {
  for (const [line, finished, choices] of [
    ['/j', '/join ', []],
    ['/re', '/re', ['/react', '/reply', '/remove']],
    ['/rep', '/reply ', []],
    ['//re', '//re', undefined],
    ['hello @b', 'hello @Bob ', []],
    ['@a', '@Ada', ['@Ada', '@Ada Lovelace']],
    ['@ada l', '@"Ada Lovelace" ', []],
    ['/invite @ada l', '/invite @Ada Lovelace ', []],
    ['é@bob', 'é@bob', undefined],
    ['@é', '@Éve ', []],
    ['look at #lo', 'look at #lobby ', []],
    ['/join plan', '/join plan', ['plans', 'planning']],
    ['/join #plann', '/join #planning ', []],
    ['nothing', 'nothing', undefined],
  ] as const) {
    it(`${line} is ${finished.trim()}`, () => {
      assert.equal(textOf(line), finished);
      assert.deepEqual(complete(line, KNOWN)?.choices, choices);
    });
  }
});

describe('Tab at the terminal chat', () => {
  let sitting: Sitting;
  eachSitsWithOthers((one) => {
    sitting = one;
  });

  it('finishes commands, people who are here, and rooms that one is in', async () => {
    for (const [begun, line] of [
      ['/sea\t', '#lobby › /search'],
      ['/mute @b\t10m', '#lobby › /mute @Bob 10m'],
      ['hello @e\thi', '#lobby › hello @Eve hi'],
      ['#l\t', '#lobby › #lobby'],
    ] as const) {
      await sitting.press(begun);
      assert.equal(sitting.line().trim(), line);
      await sitting.press('\u0005\u0015');
    }
  });

  it('shows what it could be, above the line, which stays', async () => {
    await sitting.press('/re\t');
    assert.deepEqual(last(sitting), ['· /react  /reply  /remove  /rename']);
    assert.equal(sitting.line(), '#lobby › /re');
    await sitting.press('\t\tpl\t1 yes');
    assert.equal(sitting.line(), '#lobby › /reply 1 yes');
    await sitting.press('\u0015');
  });

  it('keeps what is above, where what it puts in wraps', async () => {
    await sitting.tell(live(0));
    await sitting.press(`${'x '.repeat(34)}@e\t`);
    const shown = [...sitting.rows().slice(-1), sitting.line()].join('');
    assert.ok(shown.replaceAll(' ', '').endsWith(`${'x'.repeat(34)}@Eve`));
    await sitting.press('\u0015');
    await turn();
    assert.equal(sitting.line(), '#lobby ›');
  });

  it('is a tab, where it was pasted', async () => {
    await sitting.press('\u001b[200~/sea\tx\u001b[201~');
    assert.match(sitting.line(), /\/sea\s+x/);
    assert.doesNotMatch(sitting.line(), /search/);
    await sitting.press('\u0015');
  });
});
