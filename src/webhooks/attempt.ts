// One try to deliver something: a POST over a connection of its own, to an address that was looked at as it was connected to. A
// redirect is not followed, for it would lead elsewhere; of the answer only its status counts. Invariants: it ends in time,
// whatever the receiver does, with its connection; and reads a few bytes of the answer at most.
import { request as requestHttp, STATUS_CODES } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressRules } from './address.ts';
import { faultWords } from './fault-words.ts';
import type { LookUp } from './names.ts';
import { retryAfterMs } from './schedule.ts';

export type Outcome =
  | { is: 'delivered' }
  /** Nobody wants it any more, and says so. */
  | { is: 'gone'; error: string }
  /** `isRefused`: this very delivery is wrong. `error`: in words, for the owner. */
  | { is: 'failed'; error: string; isRefused: boolean; retryAfterMs?: number | undefined };

export interface Attempt {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Nobody wants its outcome any more. */
  signal: AbortSignal;
}

export interface AttemptOptions {
  rules: AddressRules;
  timeoutMs: number;
  /** How names are resolved. */
  lookUp: LookUp;
}

/** So much of an answer is read, and for so long, for the receiver's sake: a connection that is cut off looks like a fault to it. */
const ANSWER_MAX_BYTES = 16_384;
const ANSWER_MAX_MS = 1_000;
/** What is wrong with the delivery, not with the receiver. */
const REFUSING: ReadonlySet<number> = new Set([400, 413, 415, 422]);
const GONE = 410;

export class AddressRefused extends Error {
  constructor() {
    super('its address is not one of the public internet');
    this.name = 'AddressRefused';
  }
}

export type Send = (attempt: Attempt) => Promise<Outcome>;

export function createSend({ rules, timeoutMs, lookUp }: AttemptOptions): Send {
  /** What is connected to is what was looked at: the name is not asked for again. */
  const guardedBy =
    (signal: AbortSignal): LookupFunction =>
    (host, options, callback) => {
      const refuse = (error: Error) => callback(error, '');
      lookUp(host, signal).then((found) => {
        const open = found.filter(({ address }) => rules.allows(host, address));
        const [first] = open;
        if (first === undefined) return refuse(new AddressRefused());
        if (options.all) callback(null, open);
        else callback(null, first.address, first.family);
      }, refuse);
    };
  return ({ url, headers, body, signal }) => {
    const tooLong = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([signal, tooLong]);
    const place = new URL(url);
    const host = place.hostname.replace(/^\[|\]$/g, '');
    // A name is looked up, an address is not.
    if (isIP(host) !== 0 && !rules.allows(host, host)) {
      return Promise.resolve(failure(new AddressRefused()));
    }
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const request = place.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = request(place, {
      method: 'POST',
      headers,
      lookup: guardedBy(either),
      // No connection is kept: nobody holds one that nothing is said over.
      agent: false,
      signal: either,
    });
    let outcome: Outcome | undefined;
    sent.once('response', (response) => {
      const { statusCode = 0, headers: said } = response;
      outcome = judge(statusCode, retryAfterMs(said['retry-after'], Date.now()));
      const late = setTimeout(() => response.destroy(), ANSWER_MAX_MS);
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_MAX_BYTES) response.destroy();
      });
      // It was judged already.
      response.on('error', () => undefined);
      response.once('close', () => clearTimeout(late));
    });
    // Of another protocol: there is no answer behind that.
    sent.once('upgrade', ({ statusCode = 0 }, socket) => {
      outcome = judge(statusCode, undefined);
      socket.destroy();
    });
    sent.on('error', (error) => {
      const silent = new Error(`it did not answer within ${timeoutMs / 1_000} s`);
      outcome ??= failure(tooLong.aborted ? silent : error);
    });
    // Whatever became of it, its connection is gone: so who counts tries counts connections.
    sent.once('close', () => resolve(outcome ?? failure(undefined)));
    sent.end(body);
    return promise;
  };
}

function judge(status: number, retryAfter: number | undefined): Outcome {
  if (status >= 200 && status < 300) return { is: 'delivered' };
  const words = `it answered ${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (status === GONE) return { is: 'gone', error: words };
  const error = status >= 300 && status < 400 ? `${words}: redirects are not followed` : words;
  return { is: 'failed', error, isRefused: REFUSING.has(status), retryAfterMs: retryAfter };
}

const failure = (error: unknown): Outcome => ({
  is: 'failed',
  error: faultWords(error),
  isRefused: false,
});
