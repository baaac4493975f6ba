// One connection's commands: each has its turn (in-order.ts), and is answered once.
// Bounded: past a number that wait, the client is not read any further.
import type { Command, CommandKind } from '../../chat/kernel/command.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import type { Visitor } from '../edge/identity.ts';
import type { Limits } from '../limits/limits.ts';
import { tooMuch } from '../refusal.ts';
import type { Asked } from './handle.ts';
import { CommandsInOrder, type InOrderOptions } from './in-order.ts';

export interface CommandQueueOptions extends InOrderOptions {
  visitor: Visitor;
  posts: Limits['posts'];
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
  readonly #commands: CommandsInOrder;
  #size = 0;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
    this.#commands = new CommandsInOrder(options);
  }

  take(kind: CommandKind, command: Command, joined: boolean): void {
    const { visitor, posts, answer, onFault, onFull, onFree } = this.#options;
    const waitMs = posts.take(visitor, kind.bytes(command), performance.now());
    if (waitMs > 0) return answer(tooMuch('too many messages', waitMs, command));
    this.#size += 1;
    if (this.#size >= HIGH) onFull();
    const asked: Asked = { asker: visitor.identity, joined, kind, command };
    this.#commands
      .run(asked, answer)
      .catch((error: unknown) => onFault(error, command))
      .finally(() => {
        this.#size -= 1;
        if (this.#size <= LOW) onFree();
      });
  }

  /** Resolves when everything that has its turn, or waits for it, is answered: not what stepped aside. */
  idle(): Promise<void> {
    return this.#commands.idle();
  }
}
