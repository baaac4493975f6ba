// From the parser's tree to what is drawn: blocks; what stands in them is inlines.ts. Invariant: there is no other kind of thing than these, and
// what a rule leaves over is the text that was written.
import type { SyntaxNode } from '@lezer/common';
import { type Inline, inlinesOf, merged, text } from './inlines.ts';

export type Block =
  | { is: 'paragraph'; inside: readonly Inline[] }
  | { is: 'code'; text: string; language: string }
  | { is: 'quote'; inside: readonly Block[] }
  /** `start`: of a list with numbers. */
  | { is: 'list'; start?: number; items: readonly (readonly Block[])[] };

/** Empty lines that are kept as they are, of more. */
const BLANK_MAX = 3;

export function blocksOf(source: string, node: SyntaxNode): Block[] {
  const blocks: Block[] = [];
  let end: number | undefined;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    const block = blockOf(source, child);
    if (block === undefined) continue;
    const apart = end === undefined ? 0 : newlines(source.slice(end, child.from));
    end = child.to;
    const last = blocks.at(-1);
    if (block.is !== 'paragraph' || last?.is !== 'paragraph') blocks.push(block);
    else if (apart < 2) {
      // The parser begins anew before what would be a heading elsewhere.
      blocks[blocks.length - 1] = joined(last, block, '\n');
    } else if (apart > 2) {
      const blank = '\n'.repeat(Math.min(BLANK_MAX, apart - 2));
      blocks.push({ is: 'paragraph', inside: merged([text(blank), ...block.inside]) });
    } else blocks.push(block);
  }
  return blocks;
}

type Paragraph = Extract<Block, { is: 'paragraph' }>;
const joined = (a: Paragraph, b: Paragraph, between: string): Paragraph => ({
  is: 'paragraph',
  inside: merged([...a.inside, text(between), ...b.inside]),
});
const newlines = (between: string) => between.split('\n').length - 1;

function blockOf(source: string, node: SyntaxNode): Block | undefined {
  switch (node.name) {
    case 'Paragraph':
      return { is: 'paragraph', inside: inlinesOf(source, node, { from: indented(source, node) }) };
    case 'FencedCode':
      return fenceOf(source, node);
    case 'Blockquote':
      return { is: 'quote', inside: blocksOf(source, node) };
    case 'BulletList':
    case 'OrderedList':
      return listOf(source, node);
    default:
      return undefined;
  }
}

/** What stands before the first word of a text belongs to it. */
function indented(source: string, { from, parent }: SyntaxNode): number {
  const line = source.lastIndexOf('\n', from - 1) + 1;
  return parent?.name === 'Document' && source.slice(line, from).trim() === '' ? line : from;
}

function listOf(source: string, node: SyntaxNode): Block {
  const items = node.getChildren('ListItem').map((item) => blocksOf(source, item));
  // A dash alone is a dash.
  if (items.every((item) => item.length === 0)) {
    return { is: 'paragraph', inside: [text(source.slice(node.from, node.to))] };
  }
  if (node.name === 'BulletList') return { is: 'list', items };
  const start = Number.parseInt(source.slice(node.from, node.from + 10), 10);
  return { is: 'list', start, items };
}

function fenceOf(source: string, node: SyntaxNode): Block {
  const slice = ({ from, to }: SyntaxNode) => source.slice(from, to);
  const code = node.getChildren('CodeText').map(slice).join('');
  const [open, close] = node.getChildren('CodeMark').map(slice);
  const info = node.getChild('CodeInfo');
  const language = info === null ? '' : (slice(info).split(/\s/, 1)[0] ?? '');
  // Whoever ends the block in the last line of the code means that.
  const isLeftOpen = close === undefined && open !== undefined && code.endsWith(open);
  return { is: 'code', language, text: isLeftOpen ? code.slice(0, -open.length) : code };
}
