// Keeps the session of an open page good: asks for it when it is due, before a connection is opened and again while the provider does
// not answer. Invariant: one answer is waited for at a time, and none is asked for more often than every few seconds.
import type { SessionState } from '../../client/session.ts';

/** How often a session that is used is asked for, milliseconds, where nobody says when, so that it never ends. */
const RENEW_MS = 3_600_000;
/** How often one that nobody answered about is asked for. */
const ASK_AGAIN_MS = 10_000;
const AT_MOST_EVERY_MS = 2_000;

export interface KeeperPorts {
  ask: () => Promise<SessionState>;
  /** What came of it, each time. */
  onAnswer: (answer: SessionState) => void;
  /** The monotonic clock, milliseconds. */
  now?: () => number;
}

export class SessionKeeper {
  readonly #ports: KeeperPorts;
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: Promise<SessionState> | undefined;
  #dueAt: number | undefined;
  #stopped = false;

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
    this.#now = ports.now ?? (() => performance.now());
  }

  /** What is known of the session from now on. */
  heard(answer: SessionState): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#ports.onAnswer(answer);
    const inMs = nextInMs(answer);
    this.#dueAt = inMs === undefined ? undefined : this.#now() + inMs;
    if (inMs !== undefined) this.#timer = setTimeout(() => void this.#ask(), inMs);
  }

  /**
   * The session's cookie is good when this resolves. Rejects where that cannot be said: the client tries again, and finds out
   * whether the session is over.
   */
  readonly renew = async (): Promise<void> => {
    if (this.#dueAt === undefined || this.#now() < this.#dueAt) return;
    const { status } = await this.#ask();
    if (status !== 'known') throw new Error(`the session is ${status}`);
  };

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<SessionState> {
    this.#asking ??= this.#ports.ask().finally(() => {
      this.#asking = undefined;
    });
    const answer = await this.#asking;
    this.heard(answer);
    return answer;
  }
}

/** Undefined where nothing can be done about it any more: the connection's end says so to the person. */
function nextInMs(answer: SessionState): number | undefined {
  if (answer.status === 'unknown') return undefined;
  if (answer.status === 'unreachable') return ASK_AGAIN_MS;
  return Math.max(AT_MOST_EVERY_MS, answer.renewInMs ?? RENEW_MS);
}
