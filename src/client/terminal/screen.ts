// The terminal as two parts: what was said above, the line being typed below. Invariants: printing never disturbs
// the line that is being typed, and that line never erases what was printed; a terminal that is gone ends the chat.
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { printable } from '../../shared/printable.ts';
import type { Completion } from './completion.ts';
import { asOneLine, MARK_NO_PASTES, MARK_PASTES, pasteAsText } from './paste.ts';
import { createPaint, type Paint } from './text.ts';
import { fits, wrapsOf } from './width.ts';

/** The part of a terminal's output that is used; `process.stdout` is one at a terminal. */
export interface TerminalOutput extends Writable {
  /** A pipe (`make chat | tee log`) has none of them. */
  isTTY?: boolean;
  columns?: number;
  hasColors?(): boolean;
}

/** Where people type; at a terminal `process.stdin`, which gives single keys where it is told to. */
export interface TerminalInput extends Readable {
  setRawMode?(on: boolean): unknown;
}

export interface ScreenHandlers {
  typed(line: string): void;
  /** What stands in the line is another thing now; not when it was entered. */
  changed(line: string): void;
  /** Tab: what becomes of a line that was begun, up to the cursor; undefined where nothing does. */
  completed(line: string): Completion | undefined;
  /** Ctrl-C, Ctrl-D, or `close`. */
  closed(): void;
}

export class Screen {
  readonly paint: Paint;
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;
  readonly #keys: NodeJS.EventEmitter;
  readonly #lines: Interface;
  #room = '';
  #aside = '';
  #closed = false;
  #isPasting = false;
  #complete: ScreenHandlers['completed'] = () => undefined;

  constructor(input: TerminalInput, output: TerminalOutput) {
    this.#input = input;
    this.#output = output;
    this.paint = createPaint(!process.env['NO_COLOR'] && output.hasColors?.() === true);
    // `readline` switches the terminal by what it reads from: here, at the end, and around a stop with Ctrl-Z.
    const keys = Object.assign(pasteAsText(), { setRawMode: (on: boolean) => this.#switch(on) });
    this.#keys = keys;
    this.#lines = createInterface({
      input: input.pipe(keys),
      output,
      terminal: true,
      prompt: '',
      historySize: 100,
      completer: (line: string) => this.#completed(line),
    });
    keys.on('keypress', (_, key: { name?: string } | undefined) => {
      if (key?.name === 'paste-start' || key?.name === 'paste-end') {
        this.#isPasting = key.name === 'paste-start';
      }
    });
    for (const stream of [input, output]) stream.on('error', () => this.close());
    // Before `readline`, which draws the line anew.
    output.prependListener('resize', this.#resized);
  }

  listen({ typed, changed, completed, closed }: ScreenHandlers): void {
    let line = '';
    this.#complete = completed;
    this.#lines.on('line', (entered) => {
      line = '';
      typed(entered);
    });
    // After `readline`, which heard of the key first.
    this.#keys.on('keypress', () => {
      if (this.#closed || this.#lines.line === line) return;
      line = this.#lines.line;
      if (line !== '') changed(line);
    });
    this.#lines.on('SIGINT', () => this.close());
    // After a stop `readline` reads on only when it is told to.
    this.#lines.on('SIGCONT', () => this.#lines.prompt(true));
    // Whoever stopped it, the shell had the terminal meanwhile and left it as it likes it.
    process.on('SIGCONT', this.#again);
    this.#lines.once('close', () => {
      this.#closed = true;
      process.off('SIGCONT', this.#again);
      this.#output.off('resize', this.#resized);
      // Nobody reads what is typed now: it must not keep the program.
      this.#input.unpipe();
      this.#output.write('\n');
      closed();
    });
  }

  /** Takes the terminal over, or gives it back: single keys, and marks around what is pasted. */
  #switch(on: boolean): void {
    if (this.#output.isTTY) this.#output.write(on ? MARK_PASTES : MARK_NO_PASTES);
    this.#input.setRawMode?.(on);
  }

  readonly #again = () => this.#switch(true);

  /**
   * Most terminals wrap their rows anew when their width is another one, some leave them: the line takes as many rows as before, or as it
   * takes now. `readline` goes up as many as before; fewer leave a piece of the line behind, more would take what was printed.
   */
  readonly #resized = () => {
    // Not in its types: the rows between the line's beginning and the cursor, as it drew them.
    const drawn = this.#lines as Interface & { prevRows: number };
    const { rows, cols } = drawn.getCursorPos();
    // A line that fills its last row: where it was wrapped anew the cursor stays in that row, where it was drawn it is in the next.
    const atLeast = cols === 0 && rows > 0 ? rows - 1 : rows;
    drawn.prevRows = Math.min(drawn.prevRows, atLeast);
  };

  close(): void {
    // A terminal that is gone refuses to be switched back, which is an error of its own.
    if (this.#closed) return;
    this.#closed = true;
    this.#lines.close();
  }

  /** What is being typed. */
  get typed(): string {
    return this.#lines.line;
  }

  /** Shows the prompt of a room, by what it is called, with what is being typed. */
  prompt(room: string): void {
    if (this.#closed) return;
    this.#room = room.startsWith('@') ? room : `#${room.replace(/^#/, '')}`;
    this.#setPrompt();
    this.#lines.prompt(true);
  }

  /** Says something beside the room's name until it is another thing; nothing where the terminal is too narrow for it. */
  aside(text: string): void {
    if (this.#closed || text === this.#aside) return;
    this.#aside = text;
    this.#drawAnew('', () => this.#setPrompt());
  }

  /** Puts a line above the prompt; nothing after the end. */
  print(text: string): void {
    if (!this.#closed) this.#drawAnew(`${text}\n`);
  }

  /** Puts a text into the line, as if it had been typed, to be changed there. */
  fill(text: string): void {
    this.#lines.prompt(true);
    // One character a time, for the same reason as with what is pasted.
    for (const character of asOneLine(text)) this.#lines.write(character);
  }

  /** For `readline`, which is told that nothing fits: how many rows the line takes it counts for single letters alone. */
  #completed(line: string): [string[], string] {
    // A tab that was pasted is text.
    if (this.#isPasting) return [['\t'], ''];
    const completion = this.#complete(line);
    if (completion === undefined) return [[], line];
    const { instead, text, choices } = completion;
    if (text !== line.slice(line.length - instead)) {
      for (const _ of line.slice(line.length - instead))
        this.#lines.write(null, { name: 'backspace' });
      for (const character of text) this.#lines.write(character);
    } else if (choices.length > 0) this.note(choicesLine(choices));
    return [[], line];
  }

  #setPrompt(): void {
    const half = Math.floor((this.#output.columns || 80) / 2);
    const withAside = `${this.#room} · ${this.#aside} › `;
    const isSaid = this.#aside !== '' && fits(withAside, half);
    this.#lines.setPrompt(isSaid ? withAside : `${this.#room} › `);
  }

  /** Takes the prompt and what is being typed away, and draws both anew below `above`. */
  #drawAnew(above: string, change: () => void = () => undefined): void {
    const { rows } = this.#lines.getCursorPos();
    const up = rows > 0 ? `\u001b[${rows}A` : '';
    // `readline` draws the line anew from as many rows above as the cursor was below its beginning.
    this.#output.write(`${up}\r\u001b[J${above}${'\n'.repeat(rows)}`);
    change();
    this.#lines.prompt(true);
  }

  /** After the end, when there is no prompt any more. */
  printLast(text: string): void {
    this.#output.write(`${text}\n`);
  }

  note(text: string): void {
    this.print(this.paint.style('dim', `· ${text}`));
  }

  warn(text: string): void {
    this.print(this.paint.style('yellow', `! ${text}`));
  }

  /** Takes the line that was just entered away: it comes back as a message of the room. */
  eraseEntered(line: string): void {
    // A terminal that does not tell its width (0) is taken for a usual one.
    const rows = wrapsOf(this.#lines.getPrompt() + line, this.#output.columns || 80) + 1;
    this.#output.write(`\u001b[${rows}A\r\u001b[J`);
  }
}

/** Of more than that the others are a number. */
const CHOICES_MAX = 20;

function choicesLine(choices: readonly string[]): string {
  const more = choices.length - CHOICES_MAX;
  const named = choices.slice(0, CHOICES_MAX).map((one) => printable(one));
  return `${named.join('  ')}${more > 0 ? ` and ${more} more` : ''}`;
}
