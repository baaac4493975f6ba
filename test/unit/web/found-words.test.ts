// The words that were looked for, marked in what was found.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { passageOf } from '../../../src/web/model/found-words.ts';
import { loadMarks, plainOf } from '../../../src/web/model/text/marked.ts';

const marked = (text: string, query: string): string =>
  passageOf(text, query)
    .map(({ text: part, isFound }) => (isFound ? `[${part}]` : part))
    .join('');

describe('the words that were looked for', () => {
  before(loadMarks);
  for (const [query, text, as] of [
    ['plan ', 'The plan, a PLAN and planning', 'The [plan], a [PLAN] and planning'],
    ['pla', 'The plan, a PLAN and planning', 'The [pla]n, a [PLA]N and [pla]nning'],
    ['"plan b" ', 'plan a or plan-B', 'plan a or [plan]-[B]'],
    ['plan from:ada -beta in:lobby', 'a plan from ada', 'a [plan] from ada'],
    ['日本 ', '次の日本語の日', '次の[日本]語の日'],
    ['本', '日本語', '日[本]語'],
    ['日本語 ', '日本語です', '[日本語]です'],
    ['é ', 'É e', '[É] e'],
    ['<b> ', '<b>bold</b>', '<[b]>bold</[b]>'],
    ['zebra', 'nothing of it', 'nothing of it'],
    ['has:link', 'https://example.com', 'https://example.com'],
    ['plan ', 'the\n  plan\nof it', 'the [plan] of it'],
    ['plan ', '- the **plan**\n- [of](https://example.com) `it`', 'the [plan] of it'],
  ] as const) {
    it(`are marked: ${query} in ${text.replaceAll('\n', ' ')}`, () =>
      assert.equal(marked(text, query), as));
  }

  it('stand near the beginning of what is shown of a long text', () => {
    const shown = marked(`${'before '.repeat(300)}needle${' after'.repeat(300)}`, 'needle ');
    assert.match(shown, /^….{60,90}\[needle\].{100,}…$/u);
    assert.ok(shown.length < 400);
  });

  it('leave the text as it is, whatever is looked for and wherever', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, text, (said, query) => {
        const parts = passageOf(said, query);
        assert.equal(parts.map(({ text: part }) => part).join(''), plainOf(said));
        assert.ok(parts.every(({ text: part }) => part !== ''));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never cut a character in two', () => {
    for (let before = 0; before < 4; before += 1) {
      const text = `${'x'.repeat(before)}${'😀'.repeat(200)} needle ${'😀'.repeat(400)}`;
      for (const { text: part } of passageOf(text, 'needle ')) assert.ok(part.isWellFormed());
    }
  });
});
