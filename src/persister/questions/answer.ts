// Answers what gateways ask the rows: pages of a room's history, searches, people, rooms, one's own
// rooms, a room's bots, and whether a client id was used before.
// Any replica answers (queue group). "I cannot say" is an answer of its own and never means "not there".
// Bounded: so many questions at once, the others are refused.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Msg, NatsConnection } from 'nats';
import type { z } from 'zod';
import { botsRequest } from '../../chat/bot/list.ts';
import { historyRequest, lookupRequest, messagesRequest } from '../../chat/kernel/questions.ts';
import { mineRequest } from '../../chat/member/mine.ts';
import { peopleRequest } from '../../chat/member/people.ts';
import { roomsRequest } from '../../chat/room/directory.ts';
import { searchRequest } from '../../chat/search/request.ts';
import type { Logger } from '../../shared/logger.ts';
import {
  BOTS_REQUEST,
  HISTORY_REQUEST,
  LOOKUP_REQUEST,
  MESSAGES_REQUEST,
  MINE_REQUEST,
  PEOPLE_REQUEST,
  PROJECTION_QUEUE,
  ROOMS_REQUEST,
  SEARCH_REQUEST,
} from '../../shared/subjects.ts';
import type { PersisterMetrics } from '../metrics.ts';
import type { Watermark } from '../rows/watermark.ts';
import { bots } from './bots.ts';
import { page } from './history.ts';
import { lookUp } from './look-up.ts';
import { messages } from './messages.ts';
import { mine } from './mine.ts';
import { people } from './people.ts';
import { rooms } from './rooms.ts';
import { search } from './search.ts';

export interface QuestionOptions {
  nc: NatsConnection;
  orm: MikroORM;
  searchOrm: MikroORM;
  logger: Logger;
  watermark: Watermark;
  metrics: PersisterMetrics;
}

/** Questions under way at once on this replica. */
const QUESTIONS_MAX = 64;

/** One event alone may be: numbers are longer here than in the log. NATS would throw, and that would end this program. */
const tooLong = { error: 'the answer is too long' };

/** Returns the verb that stops answering. */
export function answerQuestions(options: QuestionOptions): () => void {
  const { nc, orm, searchOrm, logger, watermark, metrics } = options;
  let underWay = 0;

  const answer = <S extends z.ZodType>(
    kind: string,
    schema: S,
    work: (question: z.output<S>) => Promise<object>,
  ) => {
    const reply = async (message: Msg): Promise<object> => {
      if (underWay >= QUESTIONS_MAX) return { error: 'too many questions at once' };
      const question = schema.safeParse(parse(message));
      if (!question.success) return { error: question.error.message };
      underWay += 1;
      try {
        return await work(question.data);
      } catch (error) {
        logger.debug({ err: error, kind }, 'a question cannot be answered now');
        return { error: 'the database does not answer' };
      } finally {
        underWay -= 1;
      }
    };
    return (fault: Error | null, message: Msg) => {
      if (fault !== null) return logger.error({ err: fault, kind }, 'questions do not arrive');
      void reply(message).then((said) => {
        const whole = JSON.stringify(said);
        const isTooLong = Buffer.byteLength(whole) > (nc.info?.max_payload ?? 0);
        metrics.questions.inc({ kind, answered: String(!isTooLong && !('error' in said)) });
        message.respond(isTooLong ? JSON.stringify(tooLong) : whole);
      });
    };
  };

  const pages = { orm, watermark };
  const searched = { orm: searchOrm, watermark };
  const answers = [
    [HISTORY_REQUEST, answer('history', historyRequest, (question) => page(pages, question))],
    [LOOKUP_REQUEST, answer('lookup', lookupRequest, (question) => lookUp(pages, question))],
    [
      MESSAGES_REQUEST,
      answer('messages', messagesRequest, (question) => messages(pages, question)),
    ],
    [SEARCH_REQUEST, answer('search', searchRequest, (question) => search(searched, question))],
    [
      PEOPLE_REQUEST,
      // Of all names there are, as of all messages, without a room.
      answer('people', peopleRequest, (question) =>
        people(question.room === undefined ? searched : pages, question),
      ),
    ],
    [ROOMS_REQUEST, answer('rooms', roomsRequest, (question) => rooms(searched, question))],
    [MINE_REQUEST, answer('mine', mineRequest, (question) => mine(pages, question))],
    [BOTS_REQUEST, answer('bots', botsRequest, (question) => bots(pages, question))],
  ] as const;
  const subscriptions = answers.map(([subject, callback]) =>
    nc.subscribe(subject, { queue: PROJECTION_QUEUE, callback }),
  );
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
  };
}

function parse(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    // What is not JSON fits no schema either and is answered so.
    return undefined;
  }
}
