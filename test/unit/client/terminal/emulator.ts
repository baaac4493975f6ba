// Just enough of a terminal to see what a person sees: rows that wrap, the cursor, erasing, wide letters.
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
}

export function emulator(columns: number): Emulator {
  const grid: string[][] = [];
  const modes = new Set<string>();
  let [x, y] = [0, 0];

  const put = (letter: string) => {
    if (stringWidth(letter) === 0) return;
    const cells = stringWidth(letter) === 2 ? [letter, ''] : [letter];
    if (x + cells.length > columns) [x, y] = [0, y + 1];
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
    if (final === 'J') grid.length = Math.min(grid.length, y + 1);
    if (final === 'h') modes.add(parameter);
    if (final === 'l') modes.delete(parameter);
  };
  const write = (text: string) => {
    for (const [, parameter = '', final, letter = ''] of text.matchAll(SEQUENCE_OR_CHARACTER)) {
      if (final !== undefined) obey(final, parameter);
      else if (letter === '\r') x = 0;
      else if (letter === '\n') [x, y] = [0, y + 1];
      else if (letter === '\t') x += 8 - (x % 8);
      else if (letter >= ' ') put(letter);
    }
  };

  const output = new Writable({
    decodeStrings: false,
    write: (text, _encoding, done) => {
      write(String(text));
      done();
    },
  });
  return Object.assign(output, {
    isTTY: true,
    columns,
    hasColors: () => false,
    modes,
    rows: () => Array.from(grid, (row) => (row ?? []).join('').trimEnd()),
  });
}
