// One connection's commands: each has its turn, in the order of order.ts, and is answered once.
// Bounded: past a number that wait, the client is not read any further.
import type { Command, CommandKind } from '../../chat/kernel/command.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import type { Visitor } from '../edge/identity.ts';
import type { Limits } from '../limits/limits.ts';
import { tooMuch } from '../refusal.ts';
import { type Asked, askTime, type Checked, type CommandPorts, check } from './handle.ts';
import { type Beginning, CommandOrder } from './order.ts';
import { store } from './store.ts';

export interface CommandQueueOptions {
  visitor: Visitor;
  ports: CommandPorts;
  posts: Limits['posts'];
  /** Starts when a command has its turn; the answer it gives is called at its end. */
  timer: () => () => void;
  answer: (frame: AckFrame | ErrorFrame) => void;
  onFault: (error: unknown, command: Command) => void;
  /** So many wait that no more may come, or no more of them do. */
  onFull: () => void;
  onFree: () => void;
}

const HIGH = 64;
const LOW = 32;

export class CommandQueue {
  readonly #options: CommandQueueOptions;
  readonly #order = new CommandOrder();
  /** Begins the checks that wait for the time. */
  readonly #untimed = new Set<(failed?: ErrorFrame) => void>();
  #size = 0;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  take(kind: CommandKind, command: Command, joined: boolean): void {
    const { visitor, ports, posts, answer, onFault, onFull, onFree } = this.#options;
    const waitMs = posts.take(visitor, kind.bytes(command), performance.now());
    if (waitMs > 0) return answer(tooMuch('too many messages', waitMs, command));
    this.#size += 1;
    if (this.#size >= HIGH) onFull();
    const asked: Asked = { asker: visitor.identity, joined, kind, command };
    const { checked, beginning } = ports.clock.stale
      ? this.#checkOnceTimed(asked)
      : { checked: this.#check(asked) };
    this.#order
      .run(checked, (found) => this.#finish(asked, found), beginning)
      .catch((error: unknown) => onFault(error, command))
      .finally(() => {
        this.#size -= 1;
        if (this.#size <= LOW) onFree();
      });
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

  async #finish(asked: Asked, found: Checked): Promise<void> {
    const { ports, timer, answer } = this.#options;
    const stop = timer();
    const frame = 'answer' in found ? found.answer : await store(ports, asked, found);
    stop();
    answer(frame);
  }
}
