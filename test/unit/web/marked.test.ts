// Markdown in a message: what becomes of every construct, what stays text, and that nothing somebody writes becomes anything else
// or takes long.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Inline } from '../../../src/web/model/text/inlines.ts';
import { isBig, loadMarks, markedOf, plainOf } from '../../../src/web/model/text/marked.ts';
import { blocksIn } from '../../../src/web/model/text/parsed.ts';
import type { Block } from '../../../src/web/model/text/tree.ts';
import { XSS_VECTORS } from '../../fixtures/xss-vectors.ts';
import { markedTexts } from './marked-texts.ts';

/** As a person would write it down: `strong(a)`, `link(a → https://…)`. */
const inlineWords = (inline: Inline): string => {
  if (inline.is === 'text') return inline.text;
  if (inline.is === 'code') return `code(${inline.text})`;
  const inside = inline.inside.map(inlineWords).join('');
  return inline.is === 'link' ? `link(${inside} → ${inline.href})` : `${inline.is}(${inside})`;
};
const blockWords = (block: Block): string => {
  if (block.is === 'paragraph') return `p(${block.inside.map(inlineWords).join('')})`;
  if (block.is === 'code') return `pre${block.language}(${block.text})`;
  if (block.is === 'quote') return `quote(${block.inside.map(blockWords).join('')})`;
  const items = block.items.map((item) => `li(${item.map(blockWords).join('')})`).join('');
  return `list${block.start ?? ''}(${items})`;
};
const words = (text: string): string => markedOf(text).map(blockWords).join('');

describe('marks in a text', () => {
  before(loadMarks);

  it('are read once for a while, and of texts without any nothing is kept', () => {
    const first = markedOf('*again*');
    assert.equal(markedOf('*again*'), first);
    assert.notEqual(markedOf('plain'), markedOf('plain'));
    for (let line = 0; line < 3_000; line += 1) markedOf(`*${line}*`);
    assert.notEqual(markedOf('*again*'), first, 'whoever passes very many keeps some of them');
  });

  const cases: readonly (readonly [text: string, is: string])[] = [
    ['plain, and\n  its lines', 'p(plain, and\n  its lines)'],
    ['a\n\n\nb *c*', 'p(a)p(\nb em(c))'],
    ['    indented, _not_ code', 'p(    indented, em(not) code)'],
    ['*a* _b_ **c** __d__ ~~e~~', 'p(em(a) em(b) strong(c) strong(d) strike(e))'],
    ['***a*** **b *c***', 'p(em(strong(a)) strong(b em(c)))'],
    ['snake_case_name 2 * 3 * 4 ~a~', 'p(snake_case_name 2 * 3 * 4 ~a~)'],
    ['`a *b* <c>` ``d`e``', 'p(code(a *b* <c>) code(d`e))'],
    ['\\*a\\* \\`b\\` C:\\docs \\\\server', 'p(*a* `b` C:\\docs \\\\server)'],
    ['¯\\_(ツ)_/¯ _yes_', 'p(¯\\_(ツ)_/¯ em(yes))'],
    ['```js\na = 1\n\n  b\n```\nend', 'prejs(a = 1\n\n  b)p(end)'],
    ['```\nleft open', 'pre(left open)'],
    ['```\nas in other chats```', 'pre(as in other chats)'],
    ['~~~\n```\n~~~', 'pre(```)'],
    ['- a\n- *b*\n  c\n- d\nend', 'list(li(p(a))li(p(em(b)\nc))li(p(d)))p(end)'],
    ['3. a\n4. b', 'list3(li(p(a))li(p(b)))'],
    ['- a\n  - b', 'list(li(p(a)list(li(p(b)))))'],
    ['-', 'p(-)'],
    ['1.', 'p(1.)'],
    ['> a\n> *b\n> c*\nmy answer', 'quote(p(a\nem(b\nc)))p(my answer)'],
    ['> - a\n> ```\n> b\n> ```', 'quote(list(li(p(a)))pre(b))'],
    ['[a *b*](https://example.org "t")', 'p(link(a em(b) → https://example.org/))'],
    ['[a](mailto:a@example.org)', 'p(link(a → mailto:a@example.org))'],
    ['*https://example.org/a_b*', 'p(em(link(https://example.org/a_b → https://example.org/a_b)))'],
    ['[a](ftp://example.org) [b](x)', 'p([a](ftp://example.org) [b](x))'],
    ['[a]', 'p([a])'],
    [
      '[https://bank.example](https://evil.example)',
      'p([link(https://bank.example → https://bank.example/)](https://evil.example))',
    ],
    [
      '![a](https://example.org/a.png)',
      'p(![a](link(https://example.org/a.png → https://example.org/a.png)))',
    ],
    ['# a\n---\nb\n===', 'p(# a\n---\nb\n===)'],
    ['| a | b |\n|---|---|\n| c | d |', 'p(| a | b |\n|---|---|\n| c | d |)'],
    ['<b>a</b> &amp; <!-- c -->', 'p(<b>a</b> &amp; <!-- c -->)'],
  ];
  for (const [text, is] of cases) {
    it(`of ${JSON.stringify(text)} are these`, () => assert.equal(words(text), is));
  }

  it('within each other end somewhere, and what is deeper is text', () => {
    const depthOf = (blocks: readonly Block[]): number =>
      1 + Math.max(0, ...blocks.map((one) => (one.is === 'quote' ? depthOf(one.inside) : 0)));
    const quotes = blocksIn(`${'>'.repeat(5_000)} a`);
    assert.ok(depthOf(quotes) < 16);
    assert.ok(plainOf(`${'>'.repeat(5_000)} a`).endsWith('> a'));
    const nested = blocksIn(`${'*a _b '.repeat(20)}c${' b_ a*'.repeat(20)}`);
    assert.equal(JSON.stringify(nested).split('"em"').length - 1, 8);
  });

  it('that are many count up to a bound, and the rest is text', () => {
    const [many] = blocksIn('**a** '.repeat(2_000));
    assert.ok(many?.is === 'paragraph' && many.inside.length < 500);
    assert.equal(markedOf('- a\n'.repeat(2_000)).length, 1);
  });

  it('go on one line as what they say', () => {
    const text = '> *a*\n\n1. b\n2. `c`\n\n```js\nd\n```\n[e](https://example.org) ~~f~~';
    assert.equal(plainOf(text), 'a b c d e f');
  });
});

/** Whether it is one of the kinds of thing there are, with nothing more to it. */
function assertBlock(block: Block): void {
  const fields = Object.keys(block).sort().join();
  if (block.is === 'paragraph') {
    assert.equal(fields, 'inside,is');
    for (const inline of block.inside) assertInline(inline);
  } else if (block.is === 'code') {
    assert.equal(fields, 'is,language,text');
    assert.doesNotMatch(block.language, /\s/);
  } else if (block.is === 'quote') {
    assert.equal(fields, 'inside,is');
    block.inside.forEach(assertBlock);
  } else {
    assert.equal(block.is, 'list');
    assert.match(fields, /^is,items(,start)?$/);
    assert.ok(Number.isSafeInteger(block.start ?? 0));
    block.items.flat().forEach(assertBlock);
  }
}

function assertInline(inline: Inline): void {
  const fields = Object.keys(inline).sort().join();
  if (inline.is === 'text' || inline.is === 'code') return assert.equal(fields, 'is,text');
  if (inline.is === 'link') {
    assert.equal(fields, 'href,inside,is');
    const { protocol, username, password } = new URL(inline.href);
    assert.match(protocol, /^(https?|mailto):$/);
    assert.equal(username + password, '');
  } else {
    assert.match(inline.is, /^(strong|em|strike)$/);
    assert.equal(fields, 'inside,is');
  }
  for (const inner of inline.inside) assertInline(inner);
}

const sayOf = (text: string): string => text.replaceAll(/[\s*_~`\\[\]()<>+.\-"\d]/gu, '');

describe('nothing that somebody writes', () => {
  before(loadMarks);

  it(`becomes another kind of thing: ${XSS_VECTORS.length} known tries`, () => {
    assert.ok(XSS_VECTORS.length >= 120);
    for (const text of XSS_VECTORS) markedOf(text).forEach(assertBlock);
  });

  it('becomes another kind of thing, whatever it is', () => {
    fc.assert(
      fc.property(markedTexts, (text) => markedOf(text).forEach(assertBlock)),
      { numRuns: 2_000 },
    );
  });

  it('says a word on one line that was not written', () => {
    fc.assert(
      fc.property(markedTexts, (text) => {
        const written = new Map<string, number>();
        for (const one of sayOf(text)) written.set(one, (written.get(one) ?? 0) + 1);
        for (const one of sayOf(plainOf(text))) {
          const left = (written.get(one) ?? 0) - 1;
          assert.ok(left >= 0, `${one} was not written`);
          written.set(one, left);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  /** Of one text of 32 KB, milliseconds of the processor's time: a machine that runs tests is slower than a browser at rest. */
  const WITHIN_MS = 1_000;
  const hostile = [
    ...[
      '*',
      '_',
      '`',
      '~~',
      '[',
      ']',
      '[](',
      '[a](',
      '](',
      '![',
      '<',
      '\\',
      '>',
      '> ',
      '- ',
      '1. ',
    ],
    ...['*a_ ', 'a**', '***a', '*_', '**a *b ', '``a`', '> - ', '- a\n', '> a\nb\n', '1. a\n\n'],
    ...['```\n', '~~~\n```\n', 'https://[', 'https://a.b)', 'http://', 'h', '@a b c ', '\n', '\t'],
    ...[
      '👍🏽\u200d',
      '*a*\n\n',
      '[[]](',
      '*_'.repeat(50).concat('a\n\n'),
      '`'.repeat(7).concat('a'),
    ],
  ];
  for (const piece of hostile) {
    it(`takes long: 32 KB of ${JSON.stringify(piece.slice(0, 12))}`, () => {
      const text = piece.repeat(Math.ceil(32_768 / piece.length)).slice(0, 32_768);
      const times = [0, 1, 2].map((turn) => {
        const start = process.cpuUsage();
        plainOf(`${text}${' '.repeat(turn)}.`);
        isBig(text);
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1_000;
      });
      assert.ok(Math.min(...times) < WITHIN_MS, `${times.map(Math.round)} ms`);
    });
  }
});

describe('a text of a few emoji alone', () => {
  for (const text of ['👍', ' 👍🏽 🎉\n', '👩‍👩‍👧', '🇩🇪🇫🇷', '❤️', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'])
    it(`is shown big: ${text.trim()}`, () => assert.ok(isBig(text)));
  for (const text of ['', '1', 'a 👍', '👍.', '👍'.repeat(13), '*👍*'])
    it(`is not of others: ${JSON.stringify(text)}`, () => assert.ok(!isBig(text)));
});
