// One try to deliver something: a POST over a connection of its own, to an address that was looked at as it was connected to. A
// redirect is not followed, for it would lead elsewhere; of the answer only its status counts. Invariant: it ends in time,
// whatever the receiver does, and reads a few bytes of it at most.
import { lookup as resolve } from 'node:dns';
import { request as requestHttp, STATUS_CODES } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressRules } from './address.ts';
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
  lookup?: typeof resolve;
}

/** So much of an answer is read, for the receiver's sake: a connection that is cut off looks like a fault to it. */
const ANSWER_MAX_BYTES = 16_384;
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

export function createSend({ rules, timeoutMs, lookup = resolve }: AttemptOptions): Send {
  /** What is connected to is what was looked at: the name is not asked for again. */
  const guarded: LookupFunction = (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '');
      const open = found.filter(({ address }) => rules.allows(host, address));
      const [first] = open;
      if (first === undefined) return callback(new AddressRefused(), '');
      if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
  return async ({ url, headers, body, signal }) => {
    const { promise, resolve: end } = Promise.withResolvers<Outcome>();
    const tooLong = AbortSignal.timeout(timeoutMs);
    const place = new URL(url);
    const host = place.hostname.replace(/^\[|\]$/g, '');
    // A name is looked up, an address is not.
    if (isIP(host) !== 0 && !rules.allows(host, host)) return failure(new AddressRefused());
    const request = place.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = request(place, {
      method: 'POST',
      headers,
      lookup: guarded,
      // No connection is kept: nobody holds one that nothing is said over.
      agent: false,
      signal: AbortSignal.any([signal, tooLong]),
    });
    sent.once('response', (response) => {
      const { statusCode = 0, headers: said } = response;
      end(judge(statusCode, retryAfterMs(said['retry-after'], Date.now())));
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_MAX_BYTES) response.destroy();
      });
      // It was judged already.
      response.on('error', () => undefined);
    });
    sent.on('error', (error) => {
      end(
        failure(
          tooLong.aborted ? new Error(`it did not answer within ${timeoutMs / 1_000} s`) : error,
        ),
      );
    });
    sent.end(body);
    return await promise;
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
  error: wordsOf(error),
  isRefused: false,
});

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name was not found',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'nobody listens at its address',
  ECONNRESET: 'it closed the connection without an answer',
  EHOSTUNREACH: 'its address cannot be reached',
  ENETUNREACH: 'its address cannot be reached',
  ETIMEDOUT: 'it could not be reached in time',
  EPROTO: 'it does not speak TLS',
};
const ERROR_MAX = 200;

/** What Node says of certificates names the fault; of the rest we have words of our own. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be reached';
  // Of a host with several addresses each failed.
  const [first = error] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  const code = 'code' in first && typeof first.code === 'string' ? first.code : '';
  return (WORDS[code] ?? first.message).slice(0, ERROR_MAX).toWellFormed().replaceAll('\u0000', '');
}
