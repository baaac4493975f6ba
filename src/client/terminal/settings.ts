// What the terminal chat is told by its environment. Invariant: every problem is said at once, each with what to do, before anything opens.
import { printable } from '../../shared/printable.ts';
import { roomProblem } from '../problems.ts';
import { socketUrl } from '../urls.ts';
import { secondsTyped, timeTyped } from './times.ts';

/** How much of the past is asked for: so many messages, or all since then (milliseconds since 1970). */
export type Past = { last: number } | { sinceMs: number };

export interface Settings {
  name: string;
  room: string;
  urls: string[];
  /** What is said is printed for programs, until somebody ends it. */
  follow: boolean;
  /** Undefined where nobody asks for it. */
  past: Past | undefined;
  /** A server that cannot be reached is tried so long; once, where nobody says it. */
  connectWithinMs: number | undefined;
}

/** Messages of the past that are printed at most. */
export const PAST_MAX = 10_000;

type Env = NodeJS.ProcessEnv;

export function readSettings(env: Env, now = new Date()): Settings | { problems: string[] } {
  const said = (name: string) => (env[name] ?? '').trim();
  const name = said('NAME');
  const room = said('ROOM') || 'lobby';
  const urls = said('CHAT_URLS')
    .split(/[\s,]+/)
    .filter((url) => url !== '');
  const problems: string[] = [];
  if (name === '') problems.push('NAME is missing: say who you are, e.g. NAME=ada');
  if (name.length > 64) problems.push('NAME is too long: at most 64 characters');
  const wrong = roomProblem(room);
  if (wrong !== undefined) problems.push(`ROOM=${printable(room)}: ${wrong}`);
  if (urls.length === 0) {
    const how = 'start the chat with "make run", then ". .data/env", or set http://host:port';
    problems.push(`CHAT_URLS is missing: ${how}`);
  }
  problems.push(...urls.map(urlProblem).filter((problem) => problem !== undefined));
  const follow = ['1', '0', ''].indexOf(said('FOLLOW'));
  if (follow === -1) problems.push('FOLLOW is 1, or not given');
  const past = pastOf(said('LAST'), said('SINCE'), now);
  if (typeof past === 'string') problems.push(past);
  const within =
    said('CONNECT_WITHIN') === '' ? undefined : secondsTyped(said('CONNECT_WITHIN'), 's');
  if (said('CONNECT_WITHIN') !== '' && !within) {
    problems.push('CONNECT_WITHIN is how long to try to reach the server: 30s, 5m');
  }
  if (problems.length > 0 || typeof past === 'string') return { problems };
  const connectWithinMs = within && within * 1_000;
  return { name, room, urls, follow: follow === 0, past, connectWithinMs };
}

function urlProblem(url: string): string | undefined {
  try {
    socketUrl(url);
    return undefined;
  } catch (error) {
    return `CHAT_URLS: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** A text says what is wrong. */
function pastOf(last: string, since: string, now: Date): Past | string | undefined {
  if (last !== '' && since !== '') return 'LAST or SINCE, not both: LAST=20 or SINCE=1h';
  if (last !== '') {
    const count = /^\d{1,6}$/.test(last) ? Number(last) : Number.NaN;
    if (count >= 0 && count <= PAST_MAX) return { last: count };
    return `LAST is how many messages, 0 to ${PAST_MAX}: LAST=20`;
  }
  if (since === '') return undefined;
  const ago = secondsTyped(since, 's');
  const sinceMs = ago === undefined ? timeTyped(since, now) : now.getTime() - ago * 1_000;
  if (sinceMs !== undefined) return { sinceMs };
  return 'SINCE is how long ago, or when: 90s, 10m, 2h, 7d, 14:30, 2026-11-01, "2026-11-01 14:30"';
}
