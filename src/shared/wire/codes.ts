// Every code of an `error` frame and every code that a gateway closes with, each once, with what it tells a client to do.
// docs/PROTOCOL.md says when they come.

interface ErrorMeaning {
  /** The same frame may succeed after so long, milliseconds, with the same id; without it, it will not. */
  retryAfterMs?: number;
}

const errors = {
  bad_json: {},
  bad_frame: {},
  unknown_type: {},
  /** Of a newer client, most likely: while gateways are replaced, who comes back in so long may find a newer one. */
  unsupported: { retryAfterMs: 5_000 },
  too_big: {},
  not_joined: {},
  too_many_rooms: {},
  forbidden: {},
  not_found: {},
  /** More than can be looked through in the time that a question has: ask for less. */
  too_wide: {},
  clock: {},
  conflict: {},
  /** One room lets each person write once in a while: nothing else has to wait. */
  slow_mode: { retryAfterMs: 1_000 },
  rate: { retryAfterMs: 1_000 },
  full: { retryAfterMs: 5_000 },
  unavailable: { retryAfterMs: 1_000 },
  unknown: { retryAfterMs: 500 },
} as const satisfies Record<string, ErrorMeaning>;
export type ErrorCode = keyof typeof errors;
export const ERRORS: Readonly<Record<ErrorCode, ErrorMeaning>> = errors;

/** 1012 and 4000-4499 say "come back", 4500-4999 say "do not". */
export const CloseCode = {
  restart: 1012,
  slow: 4008,
  rate: 4029,
  unauthorized: 4500,
  version: 4502,
} as const;
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** Whether a code of these ranges says "come back". */
export const saysComeBack = (code: number): boolean => code < 4500 || code > 4999;
