// One connection's commands: each has its turn, in the order of order.ts, and is answered once.
// Bounded: past a number that wait, the client is not read any further.
import type { Command, CommandKind } from '../../chat/kernel/command.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import type { Visitor } from '../edge/identity.ts';
import type { Limits } from '../limits/limits.ts';
import { tooMuch } from '../refusal.ts';
import {
  type Asked,
  type Checked,
  type CommandPorts,
  check,
  checkInTurn,
  store,
  UNTIMED,
} from './handle.ts';
import { CommandOrder } from './order.ts';

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
  #size = 0;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  take(kind: CommandKind, command: Command, joined: boolean): void {
    const { visitor, posts, answer, onFault, onFull, onFree } = this.#options;
    const waitMs = posts.take(visitor, kind.bytes(command), performance.now());
    if (waitMs > 0) return answer(tooMuch('too many messages', waitMs, command));
    this.#size += 1;
    if (this.#size >= HIGH) onFull();
    const asked: Asked = { asker: visitor.identity, joined, kind, command };
    this.#order
      .run(this.#check(asked), (early) => this.#finish(asked, early))
      .catch((error: unknown) => onFault(error, command))
      .finally(() => {
        this.#size -= 1;
        if (this.#size <= LOW) onFree();
      });
  }

  /** Resolves when everything that was taken is answered. */
  idle(): Promise<void> {
    return this.#order.idle();
  }

  /** Rejects where a decision throws: that is a fault of one command, and ends nobody's connection. */
  #check(asked: Asked): ReturnType<typeof check> {
    try {
      return check(this.#options.ports, asked);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #finish(asked: Asked, early: Checked | typeof UNTIMED): Promise<void> {
    const { ports, timer, answer } = this.#options;
    const stop = timer();
    const found = early === UNTIMED ? await checkInTurn(ports, asked) : early;
    const frame =
      'answer' in found ? found.answer : await store(ports.append, asked.command, found);
    stop();
    answer(frame);
  }
}
