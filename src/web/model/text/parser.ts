// What of Markdown a message may have, as rules of a parser that knows all of it: bold, italic, strike, code, lists, block quotes,
// links. Everything else stays the text that it is. Invariant: how long it takes grows with the text alone, whatever it says.
import {
  type BlockContext,
  type InlineContext,
  type InlineParser,
  type Line,
  type MarkdownConfig,
  parser,
  Strikethrough,
} from '@lezer/markdown';
import { addressAt } from './address.ts';

/** Quotes and lists within each other; what is deeper is text. */
const DEPTH_MAX = 12;
/** Of one paragraph so many marks count: what looks for the other end of one passes those between. */
const MARKS_MAX = 400;
const codesOf = (text: string) => new Set([...text].map((one) => one.charCodeAt(0)));
const MARKS = codesOf('*_~`[]');
/** Whose other end is looked for among all that came before. */
const PAIRED = codesOf('*_~[]`');
const BLOCK_MARKS = codesOf('>-+');
const INDENT_MAX = 12;
const [BACKSLASH, BANG, MACRON, NEWLINE] = [92, 33, 0xaf, 10];
const [CLOSING, PARENTHESIS, TICK] = [93, 40, 96];
const BLANKS = new Set([32, 9]);
/** Longer than any address that is one. */
const AROUND = 2_100;
const SHRUG = '¯\\_(ツ)_/¯';

const counted = new WeakMap<InlineContext, number>();

/** Whether there is one too many. */
function isOver(cx: InlineContext, weight = 1): boolean {
  const count = (counted.get(cx) ?? 0) + weight;
  counted.set(cx, count);
  return count > MARKS_MAX;
}

const bounded: InlineParser = {
  name: 'Bounded',
  before: 'InlineCode',
  parse: (cx, next, at) => {
    if (!PAIRED.has(next)) return -1;
    // Of these the parser looks to the end of the paragraph.
    const isLink = next === CLOSING && cx.char(at + 1) === PARENTHESIS;
    const isCode = next === TICK && cx.char(at - 1) !== TICK;
    return isOver(cx, isLink || isCode ? 4 : 1) ? at + 1 : -1;
  },
};

/** A backslash takes a mark its meaning, and stays what it is before anything else: `C:\docs` has one. */
const unmarked: InlineParser = {
  name: 'Unmarked',
  before: 'Bounded',
  parse: (cx, next, at) => {
    if (next === MACRON && cx.slice(at, at + SHRUG.length) === SHRUG) return at + SHRUG.length;
    if (next !== BACKSLASH) return -1;
    const escaped = cx.char(at + 1);
    const isEscape = MARKS.has(escaped) || (BLOCK_MARKS.has(escaped) && beginsLine(cx, at));
    return isEscape ? cx.addElement(cx.elt('Escape', at, at + 2)) : -1;
  },
};

function beginsLine(cx: InlineContext, at: number): boolean {
  let before = at - 1;
  while (at - before < INDENT_MAX && BLANKS.has(cx.char(before))) before -= 1;
  return before < cx.offset || cx.char(before) === NEWLINE;
}

/** What is no link does not become half of one. */
const picture: InlineParser = {
  name: 'Picture',
  before: 'Link',
  parse: (cx, next, at) => (next === BANG && cx.slice(at, at + 2) === '![' ? at + 2 : -1),
};

const address: InlineParser = {
  name: 'Address',
  before: 'Emphasis',
  parse: (cx, next, at) => {
    if (next !== 104 && next !== 72) return -1;
    const from = Math.max(cx.offset, at - 2);
    if (!/^https?:/i.test(cx.slice(at, Math.min(cx.end, at + 6))) || isOver(cx)) return -1;
    const found = addressAt(cx.slice(from, Math.min(cx.end, at + AROUND)), at - from);
    if (found === undefined) return -1;
    return cx.addElement(cx.elt('Address', at, at + found.text.length));
  },
};

/** Whoever writes on below a quote or a list is no longer in it. */
const endsWith = (cx: BlockContext, line: Line): boolean =>
  // How many of the blocks around it go on in this line: the parser's types leave that out.
  'depth' in line && typeof line.depth === 'number' && line.depth < cx.depth;

/** As deep as it may be: a line of text, whatever it begins with. */
function asText(cx: BlockContext, line: Line): boolean {
  if (cx.depth <= DEPTH_MAX) return false;
  const [from, text] = [cx.lineStart + line.pos, line.text.slice(line.pos)];
  cx.addElement(cx.elt('Paragraph', from, from + text.length, cx.parser.parseInline(text, from)));
  cx.nextLine();
  return true;
}

const rules: MarkdownConfig = {
  defineNodes: ['Address'],
  remove: [
    ...['LinkReference', 'IndentedCode', 'HorizontalRule', 'ATXHeading', 'HTMLBlock'],
    ...['SetextHeading', 'Escape', 'Entity', 'HTMLTag', 'HardBreak', 'Image'],
  ],
  parseBlock: [{ name: 'Deep', before: 'FencedCode', parse: asText, endLeaf: endsWith }],
  parseInline: [bounded, unmarked, address, picture],
};

export const messageParser = parser.configure([Strikethrough, rules]);
