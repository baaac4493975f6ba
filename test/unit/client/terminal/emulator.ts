// Just enough of a terminal to see what a person sees: rows that wrap, the cursor, erasing, wide letters, another width. Most terminals
// wrap their rows anew then, some leave them as they are.
import { Writable } from 'node:stream';
import stringWidth from 'string-width';
import type { TerminalOutput } from '../../../../src/client/terminal/screen.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are told what to do by one.
const SEQUENCE_OR_CHARACTER = /\u001b\[([\d;?]*)([A-Za-z])|([\s\S])/gu;

export interface Emulator extends TerminalOutput {
  /** The rows from the first one written to, without the spaces at their ends. */
  rows: () => string[];
  /** The modes that are switched on, `?2004` for instance. */
  modes: ReadonlySet<string>;
  /** It has another width; who writes to it is told. `wrapsAnew`: what wrapped does so at the new one, as in most terminals. */
  resize: (columns: number, how: { wrapsAnew: boolean }) => void;
}

type Row = string[];

export function emulator(width: number): Emulator {
  let columns = width;
  let grid: Row[] = [];
  /** Rows that go on with the one before. */
  let wrapped = new Set<number>();
  const modes = new Set<string>();
  let [x, y] = [0, 0];

  const put = (letter: string) => {
    if (stringWidth(letter) === 0) return;
    const cells = stringWidth(letter) === 2 ? [letter, ''] : [letter];
    if (x + cells.length > columns) {
      [x, y] = [0, y + 1];
      wrapped.add(y);
    }
    const row = grid[y] ?? [];
    while (row.length < x) row.push(' ');
    row.splice(x, cells.length, ...cells);
    grid[y] = row;
    x += cells.length;
  };
  const cut = () => {
    grid[y] = (grid[y] ?? []).slice(0, x);
  };
  const obey = (final: string, parameter: string) => {
    const count = Number(parameter) || 1;
    if (final === 'A') y = Math.max(0, y - count);
    if (final === 'B') y += count;
    if (final === 'C') x = Math.min(columns - 1, x + count);
    if (final === 'D') x = Math.max(0, x - count);
    if (final === 'G') x = count - 1;
    if (final === 'J' || final === 'K') cut();
    if (final === 'J') {
      grid.length = Math.min(grid.length, y + 1);
      wrapped = new Set([...wrapped].filter((row) => row <= y));
    }
    if (final === 'h') modes.add(parameter);
    if (final === 'l') modes.delete(parameter);
  };
  const write = (text: string) => {
    for (const [, parameter = '', final, letter = ''] of text.matchAll(SEQUENCE_OR_CHARACTER)) {
      if (final !== undefined) obey(final, parameter);
      else if (letter === '\r') x = 0;
      else if (letter === '\n') {
        [x, y] = [0, y + 1];
        wrapped.delete(y);
      } else if (letter === '\t') x += 8 - (x % 8);
      else if (letter >= ' ') put(letter);
    }
  };

  /** Each line wraps at the width of now, and the cursor stays where it stood in it. */
  const wrapAnew = () => {
    const lines: Row[] = [];
    let cursor = { line: 0, cell: 0 };
    for (let at = 0; at < Math.max(grid.length, y + 1); at += 1) {
      if (!wrapped.has(at) || lines.length === 0) lines.push([]);
      const line = lines[lines.length - 1] ?? [];
      if (at === y) cursor = { line: lines.length - 1, cell: line.length + x };
      line.push(...(grid[at] ?? []));
    }
    grid = [];
    wrapped = new Set();
    for (const [index, line] of lines.entries()) {
      let begins = 0;
      const first = grid.length;
      do {
        // A wide letter is not torn apart.
        const isWide = line[begins + columns] === '';
        const ends = begins + columns - (isWide ? 1 : 0);
        const isHere = cursor.line === index && cursor.cell >= begins;
        if (isHere) [x, y] = [Math.min(cursor.cell - begins, columns), grid.length];
        if (grid.length > first) wrapped.add(grid.length);
        grid.push(line.slice(begins, ends));
        begins = ends;
      } while (begins < line.length);
    }
  };

  const output = new Writable({
    decodeStrings: false,
    write: (text, _encoding, done) => {
      write(String(text));
      done();
    },
  });
  const terminal = Object.assign(output, {
    isTTY: true,
    columns,
    hasColors: () => false,
    modes,
    resize: (to: number, { wrapsAnew }: { wrapsAnew: boolean }) => {
      columns = to;
      if (wrapsAnew) wrapAnew();
      terminal.columns = to;
      output.emit('resize');
    },
    rows: () => Array.from(grid, (row) => (row ?? []).join('').trimEnd()),
  });
  return terminal;
}
