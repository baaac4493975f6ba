// What a request is told that is not done, as RFC 9457 has it. The codes are those of the one table (src/shared/wire/codes.ts) and a
// few that only HTTP knows; each has one status and one title. Invariant: a code without a status does not compile.
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ErrorCode } from '../../shared/wire/codes.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';

/** What nobody is told on a socket. */
type RequestCode = 'unauthorized' | 'wrong_method' | 'wrong_media_type' | 'failed';
export type ProblemCode = ErrorCode | RequestCode;

export const PROBLEMS = {
  bad_json: { status: 400, title: 'The body is not JSON' },
  unknown_type: { status: 400, title: 'There is no such thing to do' },
  unauthorized: { status: 401, title: 'No valid token' },
  forbidden: { status: 403, title: 'Not yours to do' },
  not_joined: { status: 403, title: 'The room is not open to you' },
  not_found: { status: 404, title: 'There is nothing here' },
  wrong_method: { status: 405, title: 'Not with this method' },
  conflict: { status: 409, title: 'It is otherwise already' },
  too_many_rooms: { status: 409, title: 'Too many rooms at once' },
  too_big: { status: 413, title: 'Too long' },
  wrong_media_type: { status: 415, title: 'Not in this form' },
  bad_frame: { status: 422, title: 'Something in the request is wrong' },
  unsupported: { status: 422, title: 'Not known here' },
  too_wide: { status: 422, title: 'Too much to look through' },
  clock: { status: 422, title: 'From the future' },
  slow_mode: { status: 429, title: 'The room is slow' },
  rate: { status: 429, title: 'Too much at once' },
  failed: { status: 500, title: 'This request cannot be answered' },
  full: { status: 503, title: 'The log is full' },
  unavailable: { status: 503, title: 'Not to be had right now' },
  unknown: { status: 503, title: 'Stored or not: nobody can say yet' },
} as const satisfies Record<ProblemCode, { status: number; title: string }>;

/** Why something is not done, before it is an answer. What a socket is told is one. */
export interface Problem {
  code: ProblemCode;
  message: string;
  retryAfterMs?: number;
}
export const problemOf = ({ code, message, retryAfterMs }: ErrorFrame): Problem => ({
  code,
  message,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

const codes = Object.keys(PROBLEMS) as ProblemCode[];

/** The body of such an answer. */
export const problemBody = z
  .object({
    type: z.string().describe('Names the code as a URI.'),
    title: z.string().describe('What happened, the same for every problem of this code.'),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What happened and what to do about it, for a person.'),
    code: z
      .enum(codes)
      .meta({ 'x-extensible-enum': codes })
      .describe('Of one that a client does not know only `retryAfterMs` counts.'),
    retryAfterMs: z
      .int()
      .min(0)
      .exactOptional()
      .describe('The same request may succeed after so long; without it, it will not.'),
  })
  .describe('Why something was not done (RFC 9457).');

export function answerProblem(response: ServerResponse, problem: Problem): void {
  const { code, message, retryAfterMs } = problem;
  const { status, title } = PROBLEMS[code];
  const body: z.output<typeof problemBody> = {
    type: `urn:chatk8s:problem:${code}`,
    ...{ title, status, detail: message, code },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  if (retryAfterMs !== undefined) {
    response.setHeader('retry-after', Math.ceil(retryAfterMs / 1_000));
  }
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
  response.end(`${JSON.stringify(body)}\n`);
}
