// A route that is a question of the chat: what the path and the query say becomes its frame; the frame that answers is the body,
// without what tells frames apart, and `Link` says where the next page is.
import type { z } from 'zod';
import { type ChatQuestion, QUESTIONS } from '../../chat/features.ts';
import type { Answer } from '../../chat/kernel/question.ts';
import { FRAMES } from '../socket/frames.ts';
import { fieldsOf, spelled } from './fields.ts';
import { PLACES, placesIn } from './places.ts';
import type { Asked, Method, Route } from './route.ts';

type Type = ChatQuestion['type'];
/** The frame that answers each. */
const ANSWERED_BY = {
  history: 'history',
  search: 'found',
  people: 'people',
  rooms: 'rooms',
  mine: 'mine',
  bots: 'bots',
  webhooks: 'webhooks',
  secret: 'secret',
} as const satisfies Record<Type, Answer['type']>;
type AnswerTo<T extends Type> = Extract<Answer, { type: (typeof ANSWERED_BY)[T] }>;
type Query = Asked['query'];

export interface QuestionRoute<T extends Type> {
  method: Method;
  path: string;
  name: string;
  type: T;
  summary: string;
  description?: string;
  /** Fields of the question that the query says. */
  query: readonly string[];
  /** What the route itself says. */
  says?: (query: Query) => Readonly<Record<string, unknown>>;
  /** What of the query is another on the next page. */
  next: (answer: AnswerTo<T>) => Query | undefined;
  /** Of the answer, where it is not all of its frame. */
  body?: z.ZodType;
}

/** What says where a page is, and not what is on it. */
const POSITIONS: readonly string[] = ['before', 'around', 'at', 'after'];

export function questionRoute<T extends Type>(route: QuestionRoute<T>): Route {
  const { method, path, name, summary, description, type } = route;
  const kind = QUESTIONS.get(type);
  if (kind === undefined) throw new Error(`there is no question ${type}`);
  const names = placesIn(path);
  const places = fieldsOf(type, names);
  const query = fieldsOf(type, route.query);
  return {
    ...{ method, path, name, summary, places, query },
    ...(description !== undefined && { description }),
    cost: kind.cost,
    successes: [
      {
        status: 200,
        description: 'A page.',
        body: route.body ?? bodyOf(type),
        headers: {
          Link: 'Where the next page is: `<…>; rel="next"`. Missing where there is none.',
        },
      },
    ],
    problems: ['forbidden', 'bad_frame', 'unsupported', 'too_wide', 'rate'],
    answer: async (answers, asked) => {
      const there = Object.fromEntries(
        names.map((place) => [
          PLACES[place].field,
          spelled(places[place], asked.path[place] ?? ''),
        ]),
      );
      const says = route.says?.(asked.query) ?? {};
      const answer = await answers.ask(asked.visitor, { ...asked.query, ...there, ...says, type });
      if (answer.type === 'error') return answer;
      const { type: _, id: __, ...body } = answer;
      // A question is answered by its own frame (ANSWERED_BY), whose type no schema of a list can say.
      const next = route.next(answer as AnswerTo<T>);
      const link = next && linkTo(path, asked, next);
      return { status: 200, body, ...(link !== undefined && { headers: { link } }) };
    },
  };
}

/** A reference relative to this host: the gateway may be behind any name. */
function linkTo(path: string, { path: places, query }: Asked, next: Query): string {
  const kept = Object.entries(query).filter(([name]) => !POSITIONS.includes(name));
  const search = new URLSearchParams(
    [...kept, ...Object.entries(next)].map(([name, value]) => [name, String(value)]),
  );
  const here = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(places[name] ?? ''),
  );
  return `<${here}?${search}>; rel="next"`;
}

/** A frame without what tells frames apart. */
function bodyOf(type: Type): z.ZodType {
  const frame: z.ZodObject = FRAMES[ANSWERED_BY[type]];
  return frame.omit({ type: true, id: true });
}
