// From the parser's tree to what is drawn: what stands in a paragraph. Invariant: there is no other kind of thing than these, and a link
// leads only where links may.
import type { SyntaxNode } from '@lezer/common';
import { addressAt, linkTarget, pretends } from './address.ts';

export type Inline =
  | { is: 'text'; text: string }
  | { is: 'code'; text: string }
  | { is: 'strong' | 'em' | 'strike'; inside: readonly Inline[] }
  | { is: 'link'; href: string; inside: readonly Inline[] };

/** Marks within marks; what is deeper is text. */
const DEPTH_MAX = 8;

const MARKS: Readonly<Record<string, 'strong' | 'em' | 'strike'>> = {
  StrongEmphasis: 'strong',
  Emphasis: 'em',
  Strikethrough: 'strike',
};
const UNSHOWN = new Set(['EmphasisMark', 'StrikethroughMark']);

export const text = (written: string): Inline => ({ is: 'text', text: written });

interface Within {
  from?: number;
  to?: number;
  depth?: number;
  isInLink?: boolean;
}

export function inlinesOf(source: string, node: SyntaxNode, within: Within = {}): Inline[] {
  const { from = node.from, to = node.to, depth = 0, isInLink = false } = within;
  const isApart = node.parent?.name === 'ListItem';
  const inlines: Inline[] = [];
  const plain = (begin: number, end: number) => {
    // In a list the lines of an item begin where its first one does.
    const written = source.slice(begin, end);
    if (written !== '')
      inlines.push(text(isApart ? written.replaceAll(/\n[ \t]+/g, '\n') : written));
  };
  let at = from;
  for (let child = node.firstChild; child !== null && child.from < to; child = child.nextSibling) {
    const inline = inlineOf(source, child, { depth, isInLink });
    if (child.from < at || inline === undefined) continue;
    plain(at, child.from);
    at = child.name === 'QuoteMark' && source[child.to] === ' ' ? child.to + 1 : child.to;
    inlines.push(...inline);
  }
  plain(at, to);
  return merged(inlines);
}

/** Nothing where it is a mark without a meaning. */
function inlineOf(
  source: string,
  node: SyntaxNode,
  { depth, isInLink }: { depth: number; isInLink: boolean },
): readonly Inline[] | undefined {
  const written = source.slice(node.from, node.to);
  const mark = MARKS[node.name];
  if (mark !== undefined && depth < DEPTH_MAX) {
    return [{ is: mark, inside: inlinesOf(source, node, { depth: depth + 1, isInLink }) }];
  }
  switch (node.name) {
    case 'Escape':
      return [text(written.slice(1))];
    case 'InlineCode':
      return [{ is: 'code', text: codeIn(written) }];
    case 'Address': {
      const found = isInLink ? undefined : addressAt(written, 0);
      return [
        found === undefined
          ? text(written)
          : { is: 'link', href: found.href, inside: [text(written)] },
      ];
    }
    case 'Link':
      return linkOf(source, node, { depth, isInLink });
    case 'QuoteMark':
      return [];
    default:
      return UNSHOWN.has(node.name) && depth > 0 ? [] : undefined;
  }
}

function linkOf(
  source: string,
  node: SyntaxNode,
  { depth, isInLink }: { depth: number; isInLink: boolean },
): readonly Inline[] {
  const address = node.getChild('URL');
  const [open, close] = node.getChildren('LinkMark');
  const isLink = address !== null && open && close && !isInLink && depth < DEPTH_MAX;
  const href = isLink ? linkTarget(source.slice(address.from, address.to)) : undefined;
  if (href !== undefined && open && close && close.from > open.to) {
    const words = { from: open.to, to: close.from, depth: depth + 1, isInLink: true };
    if (!pretends(source.slice(open.to, close.from), href)) {
      return [{ is: 'link', href, inside: inlinesOf(source, node, words) }];
    }
  }
  return inlinesOf(source, node, { depth, isInLink });
}

/** One blank at each end keeps a mark of the code apart from those around it. */
function codeIn(written: string): string {
  const size = /^`*/.exec(written)?.[0].length ?? 0;
  const code = written.slice(size, -size);
  return code.startsWith(' ') && code.endsWith(' ') && code.trim() !== ''
    ? code.slice(1, -1)
    : code;
}

export function merged(inlines: readonly Inline[]): Inline[] {
  const all: Inline[] = [];
  for (const one of inlines) {
    const last = all.at(-1);
    if (one.is === 'text' && last?.is === 'text') all[all.length - 1] = text(last.text + one.text);
    else all.push(one);
  }
  return all;
}
