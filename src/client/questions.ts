// Questions that wait for an answer: frames with an id, answered by a frame of the same id (a page of the past is one). Pure.
// Invariant: each is answered once or fails by its deadline; a lost connection asks again, because reading twice changes
// nothing, and so does who asked too much, all questions together, when the server says that they may; no more are under
// way than it answers. A gateway that does not know a question refuses it: a person who waits for an answer is told so at once.
import { QUESTIONS_MAX } from '../shared/wire/limits.ts';

/** Longer than the persister may take for a page, short enough for a person who scrolls. */
export const ANSWER_WITHIN_MS = 15_000;

export interface Question {
  type: string;
  id: string;
  /** Of the room it is about: it is asked while one is in it. */
  room?: string | undefined;
}

/** Fields that were added after a question was first released: `welcome.commands` says who takes them. */
const ADDED: Readonly<Record<string, readonly string[]>> = { history: ['around', 'at', 'as'] };

const needsOf = (question: Question): string[] => {
  const added = ADDED[question.type] ?? [];
  const given = added.filter((field) => field in question);
  return [question.type, ...given.map((field) => `${question.type}.${field}`)];
};

interface Asked<Q> {
  question: Q;
  deadline: number;
  sent: boolean;
}

const NOT_BEFORE = Number.NEGATIVE_INFINITY;

export class Questions<Q extends Question> {
  readonly #asked = new Map<string, Asked<Q>>();
  /** Until then nothing is asked: too much was. */
  #pausedUntil = NOT_BEFORE;

  add(question: Q, now: number): void {
    this.#asked.set(question.id, { question, deadline: now + ANSWER_WITHIN_MS, sent: false });
  }

  /** Whether the answer was waited for. */
  settle(id: string): boolean {
    return this.#asked.delete(id);
  }

  /** Too much was asked: it is asked again at `until`, and no other before. False where its deadline does not let it wait, or nobody does. */
  postpone(id: string, until: number): boolean {
    const asked = this.#asked.get(id);
    if (asked === undefined) return false;
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    if (until >= asked.deadline) return false;
    asked.sent = false;
    return true;
  }

  /** Those to ask now, marked as asked. */
  take(now: number, isLive: (room: string) => boolean): Q[] {
    if (now < this.#pausedUntil) return [];
    this.#pausedUntil = NOT_BEFORE;
    const questions: Q[] = [];
    let underWay = 0;
    for (const { sent } of this.#asked.values()) if (sent) underWay += 1;
    for (const asked of this.#asked.values()) {
      if (underWay + questions.length >= QUESTIONS_MAX) break;
      const { room } = asked.question;
      if (asked.sent || (room !== undefined && !isLive(room))) continue;
      asked.sent = true;
      questions.push(asked.question);
    }
    return questions;
  }

  /** Those that this gateway cannot answer, for their type or for a field that was added later. They are forgotten. */
  untaken(takes: (name: string) => boolean): string[] {
    return this.#forget(({ question }) => !needsOf(question).every(takes));
  }

  /** Those that got no answer in time. They are forgotten. */
  expired(now: number): string[] {
    return this.#forget(({ deadline }) => deadline <= now);
  }

  /** Those about a room that one is not in any more. They are forgotten. */
  leftRoom(room: string): string[] {
    return this.#forget(({ question }) => question.room === room);
  }

  /** The next connection asks anew: its gateway may be another one, which counts for itself. */
  lost(): void {
    this.#pausedUntil = NOT_BEFORE;
    for (const asked of this.#asked.values()) asked.sent = false;
  }

  dueAt(): number | undefined {
    const all = [...this.#asked.values()];
    if (all.length === 0) return undefined;
    const deadline = Math.min(...all.map((asked) => asked.deadline));
    const isPaused = this.#pausedUntil !== NOT_BEFORE && all.some(({ sent }) => !sent);
    return isPaused ? Math.min(deadline, this.#pausedUntil) : deadline;
  }

  #forget(which: (asked: Asked<Q>) => boolean): string[] {
    const ids = [...this.#asked].filter(([, asked]) => which(asked)).map(([id]) => id);
    for (const id of ids) this.#asked.delete(id);
    return ids;
  }
}
