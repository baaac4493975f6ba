// Commands that are done one after the other, as they came (order.ts), whoever waits for the answers: those of one connection, or
// those that somebody gives one at a time. Each is decided, stored, and answered once.
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import { type Asked, askTime, type Checked, type CommandPorts, check } from './handle.ts';
import { type Beginning, CommandOrder } from './order.ts';
import { store } from './store.ts';

export interface InOrderOptions {
  ports: CommandPorts;
  /** Starts when a command has its turn; the answer it gives is called at its end. */
  timer: () => () => void;
}

export class CommandsInOrder {
  readonly #options: InOrderOptions;
  readonly #order = new CommandOrder();
  /** Begins the checks that wait for the time. */
  readonly #untimed = new Set<(failed?: ErrorFrame) => void>();

  constructor(options: InOrderOptions) {
    this.#options = options;
  }

  /** Answers in its turn. Rejects where it cannot be decided or stored, which holds nobody back. */
  run(asked: Asked, answer: (frame: AckFrame | ErrorFrame) => void): Promise<void> {
    const { ports } = this.#options;
    const { checked, beginning } = ports.clock.stale
      ? this.#checkOnceTimed(asked)
      : { checked: this.#check(asked) };
    return this.#order.run(
      checked,
      async (found) => answer(await this.#finish(asked, found)),
      beginning,
    );
  }

  /** Resolves when everything that has its turn, or waits for it, is answered: not what stepped aside. */
  idle(): Promise<void> {
    return this.#order.idle();
  }

  /** Rejects where a decision throws: that is a fault of one command, and ends nobody's connection. */
  #check(asked: Asked): Checked | Promise<Checked> {
    try {
      return check(this.#options.ports, asked);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * What time it is must be asked before anything is decided. That is done in the command's turn, or commands would change
   * places; whoever is told it lets all of them begin, so that their look-ups run at the same time.
   */
  #checkOnceTimed(asked: Asked): { checked: Promise<Checked>; beginning: Beginning } {
    const { promise: begun, resolve: begin } = Promise.withResolvers<ErrorFrame | undefined>();
    this.#untimed.add(begin);
    const ask = async () => {
      if (!this.#untimed.has(begin)) return;
      const failed = await askTime(this.#options.ports, asked.command);
      const told = failed === undefined ? [...this.#untimed] : [begin];
      for (const one of told) {
        this.#untimed.delete(one);
        one(failed);
      }
    };
    const checked = begun.then((failed) => (failed ? { answer: failed } : this.#check(asked)));
    return { checked, beginning: { ask, begun } };
  }

  async #finish(asked: Asked, found: Checked): Promise<AckFrame | ErrorFrame> {
    const { ports, timer } = this.#options;
    const stop = timer();
    const frame = 'answer' in found ? found.answer : await store(ports, asked, found);
    stop();
    return frame;
  }
}
