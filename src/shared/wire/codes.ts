// Every code an `error` frame may carry and every code a connection may be closed with; docs/PROTOCOL.md says when.

export type ErrorCode =
  | 'bad_json'
  | 'bad_frame'
  | 'unknown_type'
  | 'unsupported'
  | 'too_big'
  | 'not_joined'
  | 'too_many_rooms'
  | 'forbidden'
  | 'clock'
  | 'conflict'
  | 'rate'
  | 'full'
  | 'unavailable'
  | 'unknown';

/** 1012 and 4000-4499 say "come back", 4500-4999 say "do not". */
export const CloseCode = {
  restart: 1012,
  drain: 4001,
  idle: 4002,
  slow: 4008,
  rate: 4029,
  unauthorized: 4500,
  badRequest: 4501,
  version: 4502,
} as const;
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];
