// The terminal as two parts: what was said above, the line being typed below. Invariant: printing never
// disturbs the line that is being typed.
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { createPaint, type Paint } from './terminal-text.ts';

/** The part of a terminal's output that is used; `process.stdout` is one at a terminal. */
export interface TerminalOutput extends Writable {
  /** A pipe (`make chat | tee log`) has neither. */
  columns?: number;
  hasColors?(): boolean;
}

export interface ScreenHandlers {
  typed(line: string): void;
  /** Ctrl-C, Ctrl-D, or `close`. */
  closed(): void;
}

export class Screen {
  readonly paint: Paint;
  readonly #output: TerminalOutput;
  readonly #lines: Interface;

  constructor(input: Readable, output: TerminalOutput) {
    this.#output = output;
    this.paint = createPaint(!process.env['NO_COLOR'] && output.hasColors?.() === true);
    this.#lines = createInterface({ input, output, terminal: true, prompt: '', historySize: 100 });
  }

  listen({ typed, closed }: ScreenHandlers): void {
    this.#lines.on('line', typed);
    this.#lines.on('SIGINT', () => this.close());
    this.#lines.once('close', () => {
      this.#output.write('\n');
      closed();
    });
  }

  close(): void {
    this.#lines.close();
  }

  /** Shows the prompt of a room, with what is being typed. */
  prompt(room: string): void {
    this.#lines.setPrompt(`#${room} › `);
    this.#lines.prompt(true);
  }

  /** Puts a line above the prompt. */
  print(text: string): void {
    const { rows } = this.#lines.getCursorPos();
    const up = rows > 0 ? `\u001b[${rows}A` : '';
    this.#output.write(`${up}\r\u001b[J${text}\n`);
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
    const width = this.#lines.getPrompt().length + line.length;
    // A terminal that does not tell its width (0) is taken for a usual one.
    const rows = Math.floor(width / (this.#output.columns || 80)) + 1;
    this.#output.write(`\u001b[${rows}A\r\u001b[J`);
  }
}
