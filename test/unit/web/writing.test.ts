// What the field does for whoever writes in it: marks around a selection, blocks of code, what is pasted.
import assert from 'node:assert/strict';
import {
  type Edit,
  fenced,
  formatted,
  isCode,
  isInCode,
  isInFence,
  type Lines,
  type Mark,
  marking,
} from '../../../src/web/model/text/writing.ts';

/** `|` stands where the selection begins and ends, once where nothing is selected. */
const read = (written: string) => {
  const text = written.replaceAll('|', '');
  const from = written.indexOf('|');
  return { text, from, to: Math.max(from, written.lastIndexOf('|') - 1) };
};
const done = (before: string, { from, to, text, select }: Edit): string => {
  const after = before.slice(0, from) + text + before.slice(to);
  const [begin, end] = select;
  if (begin === end) return `${after.slice(0, begin)}|${after.slice(begin)}`;
  return `${after.slice(0, begin)}|${after.slice(begin, end)}|${after.slice(end)}`;
};

describe('a mark around a selection', () => {
  for (const [mark, before, after] of [
    ['bold', 'a |b| c', 'a **|b|** c'],
    ['italic', 'a |b| c', 'a _|b|_ c'],
    ['strike', '|a b|', '~~|a b|~~'],
    ['bold', 'a |', 'a **|**'],
    ['bold', 'a **|**', 'a |'],
    ['bold', 'a **|b|** c', 'a |b| c'],
    ['bold', 'a |**b**| c', 'a |b| c'],
    ['bold', 'a| b |c', 'a **|b|** c'],
    ['bold', 'a **b|**', 'a **b**|'],
    ['code', 'a `b|` c', 'a `b`| c'],
    ['code', 'a |b|', 'a `|b|`'],
  ] as [Mark, string, string][]) {
    it(`makes ${JSON.stringify(before)} ${mark}`, () => {
      const { text, from, to } = read(before);
      assert.equal(done(text, marking(text, [from, to], mark)), after);
    });
  }
});

describe('what a press on the bar above the field makes of the selection', () => {
  for (const [how, before, after] of [
    ['bold', 'a |b|', 'a **|b|**'],
    ['code', 'a |b\nc|', 'a \n```\nb\nc\n```|'],
    ['list', 'a\nb|b', 'a\n- bb|'],
    ['list', '|a\nb|\nc', '- a\n- b|\nc'],
    ['list', '- a\n- |b', '- a\nb|'],
    ['quote', 'a|', '> a|'],
    ['quote', '|> a\n> b|', 'a\nb|'],
  ] as [Mark | Lines, string, string][]) {
    it(`is ${how} for ${JSON.stringify(before)}`, () => {
      const { text, from, to } = read(before);
      assert.equal(done(text, formatted(text, [from, to], how)), after);
    });
  }
});

describe('where code is written', () => {
  for (const [written, fence, code] of [
    ['a |', false, false],
    ['```|', true, true],
    ['```js\na|', true, true],
    ['```\na\n```\n|', false, false],
    ['```\na\n```|', false, false],
    ['```\n~~~\n|', true, true],
    ['a `b|', false, true],
    ['a `b` |', false, false],
    ['`a\nb|', false, false],
    ['```\na|\n```', true, true],
    ['````\n```\n|', true, true],
  ] as const) {
    it(`is known: ${JSON.stringify(written)}`, () => {
      const { text, from } = read(written);
      assert.equal(isInFence(text, from), fence);
      assert.equal(isInCode(text, from), code);
    });
  }
});

describe('what is pasted', () => {
  const pasted = (text: string, html = '', types: string[] = ['text/plain']) =>
    isCode({ text, html, types });

  for (const text of [
    'function a() {\n  return 1;\n}',
    'def a(b):\n    return b\n',
    'server:\n  port: 8080\n  host: example\n',
    'SELECT a\n  FROM b;\nSELECT c;',
    '{\n  "a": 1,\n  "b": [\n    2\n  ]\n}',
    'for (const a of b) {\n\tc(a);\n}',
  ])
    it(`is code where it looks like it: ${text.split('\n', 1)}`, () => assert.ok(pasted(text)));

  for (const text of [
    'one line { of; code }',
    'Dear all,\n\nthe meeting is at ten.\n\nBest,\nAda',
    '- milk\n- bread\n- eggs',
    '> as you said\n> yesterday;\nI agree.',
    'Shopping:\n  milk\n  bread',
    '```\na;\nb;\n```',
    'https://example.org/a\nhttps://example.org/b',
  ])
    it(`is text otherwise: ${text.split('\n', 1)}`, () => assert.ok(!pasted(text)));

  it('is code where an editor says so', () => {
    const text = 'milk\nbread';
    assert.ok(pasted(text, '', ['text/plain', 'vscode-editor-data']));
    assert.ok(pasted(text, '<meta charset="utf-8"><pre class="x">milk\nbread</pre>'));
    assert.ok(!pasted(text, '<meta charset="utf-8"><p>milk</p><p>bread</p>'));
  });

  it('becomes a block of its own lines', () => {
    assert.equal(done('a b', fenced('a b', 2, 'b')), 'a \n```\nb\n```|');
    assert.equal(done('b\n', fenced('b\n', 0, 'b\n')), '```\nb\n```|');
    assert.equal(done('b c', fenced('b c', 0, 'b')), '```\nb\n```\n| c');
    assert.equal(done('x\nb\ny', fenced('x\nb\ny', 2, 'b')), 'x\n```\nb\n```|\ny');
  });
});
