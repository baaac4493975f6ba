// Questions that wait for an answer: frames with an id, answered by a frame of the same id (a page of the past is one). Pure.
// Invariant: each is answered once or fails by its deadline; a lost connection asks again, because reading twice changes
// nothing. A gateway that does not know a question refuses it: a person who waits for an answer is told so at once.

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

export class Questions<Q extends Question> {
  readonly #asked = new Map<string, Asked<Q>>();

  add(question: Q, now: number): void {
    this.#asked.set(question.id, { question, deadline: now + ANSWER_WITHIN_MS, sent: false });
  }

  /** Whether the answer was waited for. */
  settle(id: string): boolean {
    return this.#asked.delete(id);
  }

  /** Those to ask now, marked as asked. */
  take(isLive: (room: string) => boolean): Q[] {
    const questions: Q[] = [];
    for (const asked of this.#asked.values()) {
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

  lost(): void {
    for (const asked of this.#asked.values()) asked.sent = false;
  }

  dueAt(): number | undefined {
    const deadlines = [...this.#asked.values()].map(({ deadline }) => deadline);
    return deadlines.length === 0 ? undefined : Math.min(...deadlines);
  }

  #forget(which: (asked: Asked<Q>) => boolean): string[] {
    const ids = [...this.#asked].filter(([, asked]) => which(asked)).map(([id]) => id);
    for (const id of ids) this.#asked.delete(id);
    return ids;
  }
}
