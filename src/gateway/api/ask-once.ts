// One question of somebody who has no connection here, in the way of everybody's questions (question/questions.ts): with the same
// costs and turns, and answered only to who may be in the room, before it is asked and again when the answer is there.
import type { ChatQuestion } from '../../chat/features.ts';
import type { Answer } from '../../chat/kernel/question.ts';
import { moderates, owns } from '../../chat/member/standing.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import type { Visitor } from '../edge/identity.ts';
import type { Limits } from '../limits/limits.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { type AnswerPorts, answersFrom } from '../question/answers-from.ts';
import { Questions, type QuestionsOptions } from '../question/questions.ts';
import { unanswered } from '../refusal.ts';
import { readStanding } from '../room/standing.ts';
import { type VisitPorts, visit } from './visit.ts';

export interface AskOncePorts extends AnswerPorts, VisitPorts {
  states: AnswerPorts['states'] & VisitPorts['states'];
  limits: Pick<Limits, 'questions' | 'questionTurns'>;
  metrics: Pick<GatewayMetrics, 'commands' | 'refused'>;
  onFault: (error: unknown) => void;
}

/** Answers once; never rejects. */
export type AskOnce = (visitor: Visitor, question: ChatQuestion) => Promise<Answer | ErrorFrame>;

type Where = Pick<QuestionsOptions, 'isIn' | 'decided'>;
const NOWHERE: Where = { isIn: () => false, decided: () => undefined };

export function createAskOnce(ports: AskOncePorts): AskOnce {
  const { states, privateRooms, limits, metrics, onFault } = ports;
  const sources = answersFrom(ports);
  const ask = (visitor: Visitor, question: ChatQuestion, where: Where) =>
    new Questions({
      ...{ visitor, sources, privateRooms, limits },
      ...where,
      moderates: async (room) => moderates(await readStanding(states, room, visitor.identity)),
      owns: async (room) => owns(await readStanding(states, room, visitor.identity)),
    }).ask(question);
  const askIn = (visitor: Visitor, question: ChatQuestion, room: string) =>
    visit(ports, visitor, room, async ({ problem }) => {
      let closed: ErrorFrame | undefined;
      const answer = await ask(visitor, question, {
        isIn: () => closed === undefined,
        decided: async () => {
          closed = await problem();
        },
      });
      return closed ?? answer;
    });

  return async (visitor, question) => {
    metrics.commands.inc({ type: question.type });
    const room = 'room' in question ? question.room : undefined;
    const asked =
      room === undefined ? ask(visitor, question, NOWHERE) : askIn(visitor, question, room);
    const answer = await asked.catch((error: unknown) => unanswered(error, question, onFault));
    if (answer.type === 'error') metrics.refused.inc({ code: answer.code });
    return answer;
  };
}
