// What is typed into the field, as text and a place in it: where code stands, what a mark around a selection is. Pure.

/** What replaces a piece of the text, and what is selected of it then. */
export interface Edit {
  from: number;
  to: number;
  text: string;
  select: readonly [from: number, to: number];
}

const FENCE = /^ {0,3}(?:`{3,}[^`\n]*|~{3,}.*)$/gmu;

/** Whether a new line there is one of code: the block above it is not ended. */
export function isInFence(text: string, at: number): boolean {
  let open: string | undefined;
  const lineEnd = text.indexOf('\n', at);
  // Whole lines: at the end of the one that closes the block one is out of it.
  const end = lineEnd === -1 ? text.length : lineEnd;
  for (const { 0: line, index } of text.slice(0, end).matchAll(FENCE)) {
    if (index + line.length > at) break;
    const mark = /[`~]+/u.exec(line)?.[0] ?? '';
    if (open === undefined) open = mark;
    else if (line.trim() === mark && mark[0] === open[0] && mark.length >= open.length)
      open = undefined;
  }
  return open !== undefined;
}

/** Whether what is typed there is code: nothing is completed in it. */
export function isInCode(text: string, at: number): boolean {
  if (isInFence(text, at)) return true;
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const runs = line.match(/`+/gu)?.length ?? 0;
  return runs % 2 === 1 && !/^\s*`{3,}$/u.test(line);
}

export const MARKS = { bold: '**', italic: '_', strike: '~~', code: '`' } as const;
export type Mark = keyof typeof MARKS;
/** What stands before each line. */
export const LINES = { list: '- ', quote: '> ' } as const;
export type Lines = keyof typeof LINES;

/** What is selected, with a mark or as lines of a kind; or without, where it has that. Code of several lines is a block. */
export function formatted(
  text: string,
  [from, to]: readonly [number, number],
  how: Mark | Lines,
): Edit {
  if (how === 'list' || how === 'quote') return lining(text, [from, to], how);
  const selected = text.slice(from, to);
  const isBlock = how === 'code' && selected.includes('\n');
  return isBlock ? fenced(text, from, selected) : marking(text, [from, to], how);
}

/** All lines of the selection. */
function lining(text: string, [from, to]: readonly [number, number], lines: Lines): Edit {
  const sign = LINES[lines];
  const begin = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const end = next === -1 ? text.length : next;
  const old = text.slice(begin, end).split('\n');
  const isThat = old.every((line) => line.startsWith(sign));
  const lined = old.map((line) => (isThat ? line.slice(sign.length) : sign + line)).join('\n');
  const caret = begin + lined.length;
  return { from: begin, to: end, text: lined, select: [caret, caret] };
}

/** The selection within the mark, or without it where it has it; with nothing selected behind the mark, where one writes in it. */
export function marking(text: string, [from, to]: readonly [number, number], mark: Mark): Edit {
  const sign = MARKS[mark];
  const { length } = sign;
  const selected = text.slice(from, to);
  if (text.slice(from - length, from) === sign && text.slice(to, to + length) === sign) {
    const begin = from - length;
    return { from: begin, to: to + length, text: selected, select: [begin, begin + to - from] };
  }
  const before = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  if (from === to && text.startsWith(sign, to) && before.split(sign).length % 2 === 0) {
    const end = to + length;
    return { from: to, to: end, text: sign, select: [end, end] };
  }
  const isMarked = selected.startsWith(sign) && selected.endsWith(sign);
  if (isMarked && selected.length > 2 * length) {
    const inner = selected.slice(length, -length);
    return { from, to, text: inner, select: [from, from + inner.length] };
  }
  // A mark beside a blank is none.
  const words = selected.trim();
  const begin = from + (words === '' ? 0 : selected.indexOf(words));
  const end = words === '' ? to : begin + words.length;
  const inner = text.slice(begin, end);
  const select = [begin + length, begin + length + inner.length] as const;
  return { from: begin, to: end, text: `${sign}${inner}${sign}`, select };
}

/** What whoever copies from an editor has in the clipboard beside the text. */
export interface Pasted {
  text: string;
  html: string;
  types: readonly string[];
}

const EDITORS = /^(?:vscode-editor-data|application\/x-jetbrains|application\/vnd\.code\.)/;
const CODE_HTML = /^(?:\s|<meta[^>]*>|<html[^>]*>|<body[^>]*>|<!--\w*-->)*<(?:pre|code)\b/i;
const CODE_LINE =
  /[{};]\s*$|=>|^\s*(?:def |class |import |from \S+ import |function |const |let |var |return\b|if .*:$|for .*:$|#include|public |private |SELECT |\$ |[+-]{3} |@@ )|^\s{2,}\S.*[({[:,]$|^\s*[\w-]+: \S|^\s*<\/?\w[^>]*>/u;
/** Of its lines so many look like code. */
const CODE_SHARE = 0.5;

/** Whether several lines are code: an editor says so, or they look like it. */
export function isCode({ text, html, types }: Pasted): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2 || text.includes('```')) return false;
  if (types.some((type) => EDITORS.test(type)) || CODE_HTML.test(html)) return true;
  const alike = lines.filter((line) => CODE_LINE.test(line)).length;
  const isIndented = lines.some((line) => /^(?: {2,}|\t)/u.test(line)) || /[{};]\s*$/mu.test(text);
  return isIndented && alike / lines.length >= CODE_SHARE;
}

/** The pasted text, which stands there now, as a block of its own. */
export function fenced(text: string, from: number, pasted: string): Edit {
  const before = from === 0 || text[from - 1] === '\n' ? '' : '\n';
  const end = from + pasted.length;
  const after = end === text.length || text[end] === '\n' ? '' : '\n';
  const block = `${before}\`\`\`\n${pasted.replace(/\n$/u, '')}\n\`\`\`${after}`;
  const caret = from + block.length;
  return { from, to: end, text: block, select: [caret, caret] };
}
