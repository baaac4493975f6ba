// POST /api/hooks/<token>: what is sent there is said in the room of that hook, by the hook's bot. Answered as Slack answers, in plain
// text, since whoever sends to Slack's hooks reads that and nothing else: `ok`, or what is wrong.
// Invariants: nothing of a body is read before it is known whose hook it is; no token leaves this file; a delivery that is
// repeated is posted once (deliveries.ts, id-of-key.ts).
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { PostCommand } from '../../chat/message/commands.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import { idOfKey } from '../command/id-of-key.ts';
import type { GiveOnce } from '../command/one-shot.ts';
import { TryAgain, Unauthorized } from '../edge/auth.ts';
import type { Bots } from '../edge/bots.ts';
import type { Identity } from '../edge/identity.ts';
import type { AddressOf } from '../limits/address.ts';
import { BYTES_PER_COST } from '../limits/cost.ts';
import type { Limits } from '../limits/limits.ts';
import type { Extents } from '../log/extent.ts';
import type { LogClock } from '../log/log-clock.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { BODY_MAX_BYTES, Bodies } from './bodies.ts';
import type { Deliveries } from './deliveries.ts';
import { type Delivery, deliveryOf } from './payload.ts';

export const HOOKS_PATH = '/api/hooks/';

export interface HookPorts {
  bots: Pick<Bots, 'authenticate' | 'wait'>;
  give: GiveOnce;
  deliveries: Pick<Deliveries, 'has' | 'idOf'>;
  clock: Pick<LogClock, 'now' | 'stale'>;
  extents: Pick<Extents, 'refresh'>;
  addressOf: AddressOf;
  limits: Pick<Limits, 'requests'>;
  metrics: Pick<GatewayMetrics, 'hookRequests'>;
}

export type HandleHook = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => Promise<void>;

export interface Hooks {
  handle: HandleHook;
  /** Whoever sends something from now on is told to come back. */
  close: () => void;
  /** Resolves when what was sent before is answered. */
  idle: () => Promise<void>;
}

const KEY_MAX = 255;

interface Answer {
  status: number;
  text: string;
  retryAfterMs?: number | undefined;
  /** It had been posted before. */
  isReplay?: boolean;
}

const noSuchHook: Answer = { status: 404, text: 'no_service: there is no such hook (any more)' };
const tooLong: Answer = { status: 413, text: `too_large: at most ${BODY_MAX_BYTES} bytes` };
const busy: Answer = { status: 503, text: 'unavailable: send this again', retryAfterMs: 1_000 };

export function createHooks(ports: HookPorts): Hooks {
  const { bots, addressOf, metrics } = ports;
  const { requests } = ports.limits;
  const underWay = new Set<Promise<Answer>>();
  const bodies = new Bodies();
  let closed = false;

  const hookOf = async (token: string, address: string): Promise<Identity | Answer> => {
    const waitMs = bots.wait(token, address, performance.now());
    if (waitMs > 0) return rateLimited(waitMs);
    try {
      return await bots.authenticate(token, 'incoming');
    } catch (error) {
      if (error instanceof TryAgain) return busy;
      if (!(error instanceof Unauthorized)) throw error;
      return noSuchHook;
    }
  };

  const handle = async (request: IncomingMessage, path: string): Promise<Answer> => {
    if (closed) return busy;
    if (request.method !== 'POST') return { status: 405, text: 'POST only' };
    const address = addressOf(request);
    const identity = await hookOf(path.slice(HOOKS_PATH.length), address);
    if ('status' in identity) return identity;
    const [key, ...others] = request.headersDistinct['idempotency-key'] ?? [];
    if (others.length > 0 || (key?.length ?? 1) > KEY_MAX || key === '') {
      const text = `invalid_payload: one Idempotency-Key, of 1 to ${KEY_MAX} characters`;
      return { status: 400, text };
    }
    const who = identity.user.id;
    const waitMs = requests.take(who, performance.now());
    if (waitMs > 0) return rateLimited(waitMs);
    const body = await bodies.read(who, request);
    if ('problem' in body) return body.problem === 'too long' ? tooLong : busy;
    // Also of what was said before, and of what says nothing: all of it is looked through.
    requests.spend(who, performance.now(), Math.floor(body.bytes.length / BYTES_PER_COST));
    const delivery = deliveryOf(body.bytes.toString('utf8'));
    if ('problem' in delivery) return { status: 400, text: problems[delivery.problem] };
    return await post(ports, { identity, address }, delivery, key);
  };

  const respond: HandleHook = async (request, response, path) => {
    const answer = handle(request, path);
    underWay.add(answer);
    const said = await answer.finally(() => underWay.delete(answer));
    const { status, text, retryAfterMs, isReplay = false } = said;
    metrics.hookRequests.inc({ status });
    // Slack's own clients take nothing for a success but this word alone.
    const headers: OutgoingHttpHeaders = {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 405 && { allow: 'POST' }),
      ...(isReplay && { 'idempotency-replayed': 'true' }),
      ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) }),
      // What was not read of a body is in the way of another request.
      ...(!request.complete && { connection: 'close' }),
    };
    response.writeHead(status, headers).end(text);
  };
  return {
    handle: respond,
    close: () => {
      closed = true;
    },
    idle: async () => void (await Promise.allSettled(underWay)),
  };
}

const problems = {
  invalid_payload:
    'invalid_payload: send JSON such as {"text":"hello"}, or a form with it as payload',
  no_text: 'no_text: there is nothing to say in this',
} as const;

async function post(
  { give, deliveries, clock, extents }: HookPorts,
  visitor: { identity: Identity; address: string },
  delivery: Delivery,
  key: string | undefined,
): Promise<Answer> {
  const { user, rooms } = visitor.identity;
  const [room] = rooms;
  if (room === undefined) return noSuchHook;
  const { text, as } = delivery;
  let id: string;
  if (key === undefined) {
    if (clock.stale && !(await extents.refresh().then(Boolean, () => false))) return busy;
    const [repeatable, now] = [{ ...delivery, userId: user.id }, clock.now()];
    if (deliveries.has(repeatable, now)) return { status: 200, text: 'ok', isReplay: true };
    id = deliveries.idOf(repeatable, now);
  } else id = idOfKey(key, 'hook');
  const command: PostCommand = { type: 'post', id, room, text, ...(as && { as }) };
  const answer = await give(visitor, command);
  if (answer.type === 'error') return refusedBecause(answer);
  return { status: 200, text: 'ok', isReplay: answer.duplicate === true };
}

const rateLimited = (retryAfterMs: number): Answer => ({
  status: 429,
  text: 'rate_limited: wait a while',
  retryAfterMs,
});

function refusedBecause({ code, message, retry, retryAfterMs = 1_000 }: ErrorFrame): Answer {
  if (code === 'rate' || code === 'slow_mode') return rateLimited(retryAfterMs);
  if (code === 'forbidden') return { status: 403, text: `action_prohibited: ${message}` };
  if (retry === true) return { status: 503, text: `${code}: ${message}`, retryAfterMs };
  return { status: 400, text: `invalid_payload: ${message}` };
}
