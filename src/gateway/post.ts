// One message on its way into the log: decided, looked up where its id is old, appended, acknowledged.
// Invariant: `ack` only after JetStream stored it in time (P2); one (user, client id) is one event (P3).
import type { Fact } from '../chat/features.ts';
import type { PostCommand } from '../chat/message/commands.ts';
import { DEADLINE_MS } from '../shared/once.ts';
import type { AckFrame, ErrorFrame } from '../shared/wire/frames.ts';
import type { Identity } from './access.ts';
import { decidePost } from './decide.ts';
import type { Append } from './log/append.ts';
import { LogUnreadable } from './log/direct-get.ts';
import { type Extents, endOfLog } from './log/extent.ts';
import type { LogClock } from './log/log-clock.ts';
import { type Rows, RowsUnavailable } from './rows.ts';

export interface PostPorts {
  append: Append;
  rows: Rows;
  clock: Pick<LogClock, 'now' | 'stale'>;
  extents: Pick<Extents, 'refresh' | 'proven' | 'log'>;
}

export interface Poster {
  identity: Identity;
  joined: boolean;
}

/** What is to be stored, and until when by the log's clock: what the decision rests on may be otherwise later. */
export interface Decided {
  event: Fact;
  deadlineMs: number;
}

/** An answer already, or what is to be stored. */
export type Checked = { answer: AckFrame | ErrorFrame } | Decided;

type CheckPorts = Omit<PostPorts, 'append'>;

/** What time it is must be asked before anything is decided. That is done in the post's turn, or posts would change places. */
export const UNTIMED = Symbol('untimed');

/** Decides; an old id is looked up. */
export function check(
  ports: CheckPorts,
  poster: Poster,
  command: PostCommand,
): Checked | Promise<Checked> | typeof UNTIMED {
  return ports.clock.stale ? UNTIMED : checkNow(ports, poster, command);
}

/** Asks for the time first, where nobody else did meanwhile. */
export async function checkInTurn(
  ports: CheckPorts,
  poster: Poster,
  command: PostCommand,
): Promise<Checked> {
  try {
    if (ports.clock.stale) await ports.extents.refresh();
  } catch {
    return { answer: failure(command, { ...away, message: `the log does not answer: ${again}` }) };
  }
  return await checkNow(ports, poster, command);
}

function checkNow(
  ports: CheckPorts,
  { identity, joined }: Poster,
  command: PostCommand,
): Checked | Promise<Checked> {
  const nowMs = ports.clock.now();
  const logMadeMs = Date.parse(ports.extents.log.epoch);
  const decision = decidePost(command, { identity, joined, nowMs, logMadeMs });
  if (decision.do === 'reject') return { answer: decision.error };
  const decided = { event: decision.event, deadlineMs: nowMs + DEADLINE_MS };
  return decision.do === 'append' ? decided : lookUp(ports, command, decided);
}

async function lookUp(
  { rows, extents }: CheckPorts,
  command: PostCommand,
  decided: Decided,
): Promise<Checked> {
  // Conclusive only with rows that hold all the log held when the question came in, whatever this gateway has read of
  // it; what was stored after that is inside the duplicate window.
  const { user, id } = decided.event;
  try {
    const found = await rows.lookUp(user.id, id, await endOfLog(extents));
    return found === null ? decided : { answer: acknowledge(command, found) };
  } catch (error) {
    if (!(error instanceof RowsUnavailable || error instanceof LogUnreadable)) throw error;
    const message = `whether this old id was stored before cannot be said now: ${again}`;
    return { answer: failure(command, { ...away, message }) };
  }
}

export async function store(
  append: Append,
  command: PostCommand,
  { event, deadlineMs }: Decided,
): Promise<AckFrame | ErrorFrame> {
  const result = await append(event, deadlineMs);
  if (!result.ok) return failure(command, result);
  if (result.duplicate) return acknowledge(command, result);
  return { type: 'ack', id: command.id, room: command.room, seq: result.seq };
}

/** The id was stored before, at `seq`: fine for a retry, a mistake for another room. */
function acknowledge(
  { id, room }: PostCommand,
  stored: { seq: number; room: string | undefined },
): AckFrame | ErrorFrame {
  if (stored.room === undefined || stored.room === room) {
    return { type: 'ack', id, room, seq: stored.seq, duplicate: true };
  }
  const message = `this id was used for a message in ${stored.room}: use a new id for each message`;
  return { type: 'error', code: 'conflict', message, id, room };
}

const again = 'send the same id again';
const away = { code: 'unavailable', retryAfterMs: 1_000 } as const;

const failure = (
  { id, room }: PostCommand,
  { code, message, retryAfterMs }: Pick<ErrorFrame, 'code' | 'message'> & { retryAfterMs: number },
): ErrorFrame => ({ type: 'error', code, message, id, room, retry: true, retryAfterMs });
