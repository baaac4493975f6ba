// One connection's questions, whatever they are: a few at a time, in turns with those of others of their kind. What is asked,
// and where, is the kind's (src/chat/kernel/question.ts). Invariants: each is answered once, or rejects; nobody is told anything
// of a room of which it is not known that they may be in it, as the question is asked and again as it is answered.
import { QUESTIONS } from '../../chat/features.ts';
import type {
  Answer,
  Asking,
  Question,
  QuestionKind,
  Refused,
  Sources,
} from '../../chat/kernel/question.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import { QUESTIONS_MAX } from '../../shared/wire/limits.ts';
import { mayEnter, type Visitor } from '../edge/identity.ts';
import type { Limits } from '../limits/limits.ts';
import { refusal, tooMuch } from '../refusal.ts';

export interface QuestionsOptions {
  visitor: Visitor;
  sources: Sources;
  isIn: (room: string) => boolean;
  /** Resolves when it is known whether one may be in a room that one joins. */
  decided: (room: string) => Promise<void> | undefined;
  privateRooms: ReadonlySet<string>;
  moderates: Asking['moderates'];
  owns: Asking['owns'];
  limits: Pick<Limits, 'questions' | 'questionTurns'>;
}

export class Questions {
  readonly #user: string;
  readonly #limits: QuestionsOptions['limits'];
  readonly #asking: Asking;
  readonly #decided: QuestionsOptions['decided'];
  #underWay = 0;

  constructor(options: QuestionsOptions) {
    const { sources, isIn, decided, privateRooms, moderates, owns, limits } = options;
    const { visitor } = options;
    this.#decided = decided;
    this.#user = visitor.identity.user.id;
    this.#limits = limits;
    this.#asking = {
      ...sources,
      get asker() {
        return visitor.identity;
      },
      isIn,
      moderates,
      owns,
      tokenRooms: privateRooms,
      closed: () =>
        [...privateRooms].filter((room) => !mayEnter(visitor.identity, room, privateRooms)),
    };
  }

  /** Rejects while nobody can answer. */
  async ask(question: Question): Promise<Answer | ErrorFrame> {
    const kind = QUESTIONS.get(question.type);
    const turns = this.#limits.questionTurns.get(question.type);
    if (kind === undefined || turns === undefined) throw new Error(`no question: ${question.type}`);
    const refused = this.#refusal(kind, question);
    if (refused !== undefined) return refused;
    if (this.#underWay >= QUESTIONS_MAX) {
      return tooMuch(`more than ${QUESTIONS_MAX} questions`, 500, question);
    }
    const waitMs = this.#limits.questions.take(this.#user, performance.now(), kind.share);
    if (waitMs > 0) return tooMuch('too many questions', waitMs, question);
    this.#underWay += 1;
    try {
      const ask = () => kind.answer(question, this.#asking);
      const early = this.#undecided(question);
      if (early !== undefined) {
        await early;
        const closed = this.#refusal(kind, question);
        if (closed !== undefined) return closed;
      }
      const answer = await turns.run(ask, this.#user);
      // It may have been sent out of the room meanwhile, and be on its way back.
      await this.#undecided(question);
      const gone = this.#refusal(kind, question);
      if (gone !== undefined) return gone;
      return 'do' in answer ? refusedFrame(answer, question) : answer;
    } finally {
      this.#underWay -= 1;
    }
  }

  #refusal(kind: QuestionKind, question: Question): ErrorFrame | undefined {
    const refused = kind.refuse?.(question, this.#asking);
    return refused && refusedFrame(refused, question);
  }

  #undecided({ room }: Question): Promise<void> | undefined {
    return room === undefined ? undefined : this.#decided(room);
  }
}

const refusedFrame = ({ code, message }: Refused, question: Question): ErrorFrame =>
  refusal(code, message, question);
