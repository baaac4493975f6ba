// Who asks, and whether they may ask now: origin, token, floods, how many at once and in a second, and how fast they are served
// beside others. Invariants: whoever sends a cookie says it of a page that may act here, wherever something is changed or goes on;
// what a user takes by requests is counted over all of them, as of one connection.
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Auth } from '../edge/auth.ts';
import type { Bots } from '../edge/bots.ts';
import { identify } from '../edge/identify.ts';
import type { Identity, Visitor } from '../edge/identity.ts';
import { type OriginRules, originAllowed } from '../edge/origin.ts';
import { bearerOf, tokenOf } from '../edge/request-token.ts';
import type { AddressOf } from '../limits/address.ts';
import { answerCost } from '../limits/cost.ts';
import { Counts } from '../limits/counts.ts';
import type { Limits } from '../limits/limits.ts';
import type { Present } from '../name/present.ts';
import type { Problem } from './problem.ts';
import type { Route } from './route.ts';

export interface AdmitPorts {
  auth: Auth;
  bots: Pick<Bots, 'wait'>;
  present: Present;
  /** With the rights that somebody has by now. */
  rights: (identity: Identity) => Identity;
  rules: OriginRules;
  addressOf: AddressOf;
  limits: Pick<Limits, 'penalties' | 'requests' | 'pace'>;
}

/** Who is served, and what is charged to them: bytes of an answer. */
export interface Admitted {
  visitor: Visitor;
  charge: (bytes: number) => void;
}

/** What comes of `work`, or why it is not begun. Rejects as `authenticate` does. */
export type Admit = <T>(
  route: Route,
  request: IncomingMessage,
  work: (admitted: Admitted) => Promise<T>,
) => Promise<T | Problem>;

/** Of one user under way at once: as many as may wait of one connection. */
const UNDER_WAY_MAX = 64;

export function createAdmit(ports: AdmitPorts): Admit {
  const { auth, bots, present, rights, rules, addressOf, limits } = ports;
  const ofUser = new Counts();

  const originProblem = ({ method, isStream }: Route, { headers }: IncomingMessage) => {
    const isByCookie = bearerOf(headers) === undefined;
    const acts = method !== 'GET' || isStream === true;
    if (!isByCookie || !acts || originAllowed(headers, rules)) return undefined;
    return problem('forbidden', 'pages of another origin may not: see ALLOWED_ORIGINS');
  };
  const rateProblem = (who: string, cost: number, now: number) => {
    const awayMs = limits.penalties.wait(who, now);
    if (awayMs > 0) return problem('rate', 'you flooded this gateway: keep away', awayMs);
    if (ofUser.of(who) >= UNDER_WAY_MAX) {
      return problem('rate', `more than ${UNDER_WAY_MAX} requests at once: wait for some`, 500);
    }
    const waitMs = limits.requests.take(who, now, cost);
    return waitMs > 0 ? problem('rate', `too many requests: wait ${waitMs} ms`, waitMs) : undefined;
  };

  return async (route, request, work) => {
    const foreign = originProblem(route, request);
    if (foreign !== undefined) return foreign;
    const triesMs = bots.wait(tokenOf(request), addressOf(request), performance.now());
    if (triesMs > 0) return problem('rate', 'your address tries too many tokens: wait', triesMs);
    const known = await identify(auth, request);
    const who = known.user.id;
    const refused = rateProblem(who, route.cost, performance.now());
    if (refused !== undefined) return refused;
    ofUser.add(who, 1);
    try {
      const visitor = { identity: rights(await present(known)), address: addressOf(request) };
      const pacer = limits.pace.of(who, visitor.address);
      pacer.spend(route.cost, performance.now());
      const restMs = pacer.restMs(performance.now());
      if (restMs > 0) await sleep(restMs);
      const charge = (bytes: number) => pacer.spend(answerCost(bytes), performance.now());
      return await work({ visitor, charge });
    } finally {
      ofUser.add(who, -1);
    }
  };
}

const problem = (code: Problem['code'], message: string, retryAfterMs?: number): Problem => ({
  code,
  message,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
