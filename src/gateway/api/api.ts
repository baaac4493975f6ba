// Requests of the HTTP API: which route, who asks, what they say; then the route's answer, or why there is none.
// Invariants: nothing is read of a body before it is known who sends it; each request is answered once; whatever goes wrong, who
// asked is told so, and what to do.
import type { ServerResponse } from 'node:http';
import { isGone } from '../../shared/http.ts';
import { TryAgain, Unauthorized } from '../edge/auth.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Admit } from './admit.ts';
import type { Answers } from './answers.ts';
import { createMatcher } from './match.ts';
import { answerProblem, type Problem, problemOf } from './problem.ts';
import { readRequest } from './read-request.ts';
import { type AnyRoute, type Exchange, isOpen, type Route } from './route.ts';

export interface ApiPorts {
  routes: readonly AnyRoute[];
  answers: Answers;
  admit: Admit;
  metrics: Pick<GatewayMetrics, 'requests'>;
  onFault: (error: unknown) => void;
}

export interface Api {
  /** Answers; never rejects. */
  handle: (exchange: Exchange, path: string) => Promise<void>;
  /** Whoever asks from now on is told to come back. */
  close: () => void;
  /** Resolves when what was asked before is answered; events go on. */
  idle: () => Promise<void>;
}

/** An answer as it is written. */
interface Written {
  status: number;
  text: string;
  headers: Readonly<Record<string, string>>;
}

type Places = Readonly<Record<string, string>>;

export function createApi({ routes, answers, admit, metrics, onFault }: ApiPorts): Api {
  const match = createMatcher(routes);
  const underWay = new Set<Promise<void>>();
  let closed = false;

  const answer = (route: Route, path: Places, exchange: Exchange) =>
    admit(route, exchange.request, async ({ visitor, charge }) => {
      const read = await readRequest(route, exchange.request);
      if ('problem' in read) return read.problem;
      const said = await route.answer(answers, { visitor, path, ...read }, exchange);
      if (said === undefined || 'code' in said) return said && asProblem(said);
      const text = `${JSON.stringify(said.body)}\n`;
      charge(text.length);
      return { status: said.status, text, headers: said.headers ?? {} };
    });
  /** Its status. */
  const answerRoute = async (route: Route, path: Places, exchange: Exchange): Promise<number> => {
    const { request, response } = exchange;
    const said = closed
      ? LEAVING
      : await answer(route, path, exchange).catch((error: unknown) =>
          isGone(request) ? undefined : failed(error, onFault),
        );
    // It is answered already, or nobody waits for an answer.
    if (said === undefined) return response.headersSent ? response.statusCode : GONE;
    // What was not read of a body would be taken for the next request.
    if (closed || !request.complete) response.setHeader('connection', 'close');
    if ('code' in said) answerProblem(response, said);
    else write(response, said);
    return response.statusCode;
  };
  const handle = async (exchange: Exchange, path: string): Promise<void> => {
    const { request, response } = exchange;
    const found = match(request.method ?? '', path);
    let route = 'none';
    if (found === undefined) answerProblem(response, NOTHING);
    else if ('allowed' in found) {
      const allow = found.allowed.join(', ');
      response.setHeader('allow', allow);
      answerProblem(response, { code: 'wrong_method', message: `here are ${allow}` });
    } else {
      route = `${found.route.method} ${found.route.path}`;
      if (!isOpen(found.route)) {
        const status = await answerRoute(found.route, found.path, exchange);
        return metrics.requests.inc({ route, status: String(status) });
      }
      found.route.serve(request, response);
    }
    metrics.requests.inc({ route, status: String(response.statusCode) });
  };

  return {
    handle: (exchange, path) => {
      const run = handle(exchange, path);
      underWay.add(run);
      return run.finally(() => underWay.delete(run));
    },
    close: () => {
      closed = true;
    },
    idle: async () => {
      await Promise.allSettled(underWay);
    },
  };
}

/** Of metrics alone: nobody was told. */
const GONE = 499;
const NOTHING: Problem = {
  code: 'not_found',
  message: 'there is nothing here: /api/openapi.json says what there is',
};
const LEAVING: Problem = {
  code: 'unavailable',
  message: 'this gateway is going away: try another',
  retryAfterMs: 2_000,
};

const asProblem = (said: Problem | Parameters<typeof problemOf>[0]): Problem =>
  'type' in said ? problemOf(said) : said;

function failed(error: unknown, onFault: (error: unknown) => void): Problem {
  if (error instanceof Unauthorized) {
    const message = 'no valid token: POST /api/session, then send it as Bearer or cookie';
    return { code: 'unauthorized', message };
  }
  if (!(error instanceof TryAgain)) onFault(error);
  const message = 'this cannot be answered right now: try again';
  return { code: 'unavailable', message, retryAfterMs: 2_000 };
}

function write(response: ServerResponse, { status, text, headers }: Written): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
}
