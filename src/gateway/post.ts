// One message on its way into the log: decided, looked up where its id is old, appended, acknowledged.
// Invariant: `ack` only after JetStream stored it (P2); one (user, client id) is one event (P3).
import type { ChatEvent } from '../shared/events.ts';
import type { AckFrame, ErrorFrame, PostCommand } from '../shared/protocol.ts';
import type { Identity } from './access.ts';
import { decidePost } from './decide.ts';
import type { Append } from './log/append.ts';
import { type Rows, RowsUnavailable } from './rows.ts';

export interface PostPorts {
  append: Append;
  rows: Rows;
  /** The room an entry of the log belongs to; undefined where it cannot be read right now. */
  roomAt: (seq: number) => Promise<string | undefined>;
  /** How far this gateway has read the log. */
  position: () => number;
}

export interface Poster {
  identity: Identity;
  joined: boolean;
}

/** An answer already, or the event that is to be stored. */
export type Checked = { answer: AckFrame | ErrorFrame } | { event: ChatEvent };

/** Decides; an old id is looked up. */
export function check(
  ports: Pick<PostPorts, 'rows' | 'position'>,
  { identity, joined }: Poster,
  command: PostCommand,
): Checked | Promise<Checked> {
  const decision = decidePost(command, { identity, joined, nowMs: Date.now() });
  if (decision.do === 'reject') return { answer: decision.error };
  const { event } = decision;
  return decision.do === 'append' ? { event } : lookUp(ports, command, event);
}

async function lookUp(
  { rows, position }: Pick<PostPorts, 'rows' | 'position'>,
  command: PostCommand,
  event: ChatEvent,
): Promise<Checked> {
  // Conclusive only with rows that hold all the log held when the question came in; what was stored
  // after that is inside the duplicate window.
  try {
    const found = await rows.lookUp(event.user.id, event.id, position());
    return found === null ? { event } : { answer: acknowledge(command, found.seq, found.room) };
  } catch (error) {
    if (!(error instanceof RowsUnavailable)) throw error;
    const message =
      'whether this old id was stored before cannot be said now: send the same id again';
    return { answer: failure(command, { code: 'unavailable', message, retryAfterMs: 1_000 }) };
  }
}

export async function store(
  ports: Pick<PostPorts, 'append' | 'roomAt'>,
  command: PostCommand,
  event: ChatEvent,
): Promise<AckFrame | ErrorFrame> {
  const result = await ports.append(event);
  if (!result.ok) return failure(command, result);
  if (!result.duplicate)
    return { type: 'ack', id: command.id, room: command.room, seq: result.seq };
  return acknowledge(command, result.seq, await ports.roomAt(result.seq));
}

/** The id was stored before, at `seq`: fine for a retry, a mistake for another room. */
function acknowledge(
  { id, room }: PostCommand,
  seq: number,
  storedIn: string | undefined,
): AckFrame | ErrorFrame {
  if (storedIn === undefined || storedIn === room) {
    return { type: 'ack', id, room, seq, duplicate: true };
  }
  const message = `this id was used for a message in ${storedIn}: use a new id for each message`;
  return { type: 'error', code: 'conflict', message, id, room };
}

const failure = (
  { id, room }: PostCommand,
  { code, message, retryAfterMs }: Pick<ErrorFrame, 'code' | 'message'> & { retryAfterMs: number },
): ErrorFrame => ({ type: 'error', code, message, id, room, retry: true, retryAfterMs });
