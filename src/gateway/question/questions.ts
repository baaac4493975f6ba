// One connection's questions, whatever they are: a few at a time, in turns with those of others of their kind. What is asked,
// and where, is the kind's (src/chat/kernel/question.ts). Invariant: each is answered once, or rejects.
import { QUESTIONS } from '../../chat/features.ts';
import type { Answer, Asking, Question, Refused, Sources } from '../../chat/kernel/question.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import { mayEnter, type Visitor } from '../edge/identity.ts';
import type { Limits } from '../limits/limits.ts';
import { refusal, tooMuch } from '../refusal.ts';

export interface QuestionsOptions {
  visitor: Visitor;
  sources: Sources;
  isIn: (room: string) => boolean;
  privateRooms: ReadonlySet<string>;
  limits: Pick<Limits, 'questions' | 'questionTurns'>;
}

/** Questions under way for one client. */
const QUESTIONS_MAX = 4;

export class Questions {
  readonly #user: string;
  readonly #limits: QuestionsOptions['limits'];
  readonly #asking: Asking;
  #underWay = 0;

  constructor({ visitor: { identity }, sources, isIn, privateRooms, limits }: QuestionsOptions) {
    this.#user = identity.user.id;
    this.#limits = limits;
    this.#asking = {
      ...sources,
      asker: identity,
      isIn,
      closed: () => [...privateRooms].filter((room) => !mayEnter(identity, room, privateRooms)),
    };
  }

  /** Rejects while nobody can answer. */
  async ask(question: Question): Promise<Answer | ErrorFrame> {
    const kind = QUESTIONS.get(question.type);
    const turns = this.#limits.questionTurns.get(question.type);
    if (kind === undefined || turns === undefined) throw new Error(`no question: ${question.type}`);
    const refused = kind.refuse?.(question, this.#asking);
    if (refused !== undefined) return refusedFrame(refused, question);
    if (this.#underWay >= QUESTIONS_MAX) {
      return tooMuch(`more than ${QUESTIONS_MAX} questions`, 500, question);
    }
    const waitMs = this.#limits.questions.take(this.#user, performance.now(), kind.share);
    if (waitMs > 0) return tooMuch('too many questions', waitMs, question);
    this.#underWay += 1;
    try {
      const ask = () => kind.answer(question, this.#asking);
      const answer = await turns.run(ask, this.#user);
      return 'do' in answer ? refusedFrame(answer, question) : answer;
    } finally {
      this.#underWay -= 1;
    }
  }
}

const refusedFrame = ({ code, message }: Refused, question: Question): ErrorFrame =>
  refusal(code, message, question);
