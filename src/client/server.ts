// What the server told of itself: who we are there, its limits, its log, what this gateway takes, how far the rows are.
// Pure. Invariant: what is said of a log holds for that log only; a gateway's word holds for its connection.
import { FIRST_COMMANDS, type WelcomeFrame } from '../shared/wire/frames.ts';
import type { Limits } from '../shared/wire/limits.ts';
import type { User } from '../shared/wire/objects.ts';

export class Server {
  user: User | undefined;
  limits: Limits | undefined;
  /** Names the log that sequences count in. */
  epoch: string | undefined;
  /** Everything up to here is in the database. */
  persisted = 0;
  #commands: ReadonlySet<string> = new Set(FIRST_COMMANDS);

  welcomed({ user, limits, epoch, commands = FIRST_COMMANDS }: WelcomeFrame): void {
    if (this.epoch !== epoch) this.persisted = 0;
    this.user = user;
    this.epoch = epoch;
    this.limits = limits;
    this.#commands = new Set(commands);
  }

  /** Whether that is another name than before. */
  called(user: User): boolean {
    if (this.user?.name === user.name) return false;
    this.user = user;
    return true;
  }

  /** Whether that is news. */
  persistedUpTo(seq: number): boolean {
    if (seq <= this.persisted) return false;
    this.persisted = seq;
    return true;
  }

  /** Whether the gateway of this connection takes a type of frames, or a `type.field` that was added later. */
  takes = (name: string): boolean => this.#commands.has(name);
}
