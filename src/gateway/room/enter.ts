// One client enters one room: attached first, then given what it missed, then live. Whatever arrives in
// between waits in the ring; the step from the ring to live is one synchronous stretch, so nothing falls
// between them, and every send is filtered by the member's `last`, so nothing comes twice (P4).
import type { JoinCommand } from '../../shared/wire/commands.ts';
import type { JoinedFrame, ResetFrame } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { encodeFrame } from '../fanout/frame.ts';
import type { Outbox } from '../fanout/outbox.ts';
import type { Member } from '../fanout/room.ts';
import { type BacklogSources, type Beginning, latest, pageAfter } from '../log/backlog.ts';
import { LogUnreadable } from '../log/direct-get.ts';
import type { RingEntry } from '../log/ring.ts';
import { PAGE_BYTES, type ReadEnd, type ReadPage } from '../log/room-reads.ts';

export interface JoinSources extends BacklogSources {
  /** How far this gateway has read the log. */
  position: () => number;
}

export interface Membership extends Member {
  readonly room: string;
  readonly outbox: Outbox;
  /** False once the client left, joined anew or is gone: whoever works for it stops. */
  active: boolean;
  /** Whether `joined` was sent. */
  entered: boolean;
  /** How far its user has read the room, as far as this client knows; 0 where nobody does. */
  read: number;
}

/** `told`: what `joined` says beside it. */
export interface Entering extends JoinCommand {
  told?: Pick<JoinedFrame, 'state' | 'member'>;
}

/** Events of the ring written at once; a whole backlog is paced by the client's reading. */
const CHUNK = 256;

/** Why a cursor cannot be resumed from, if it cannot. */
export async function checkCursor(
  { extents, position }: JoinSources,
  { room, after, epoch }: JoinCommand,
): Promise<ResetFrame | undefined> {
  if (after === undefined) return undefined;
  if (epoch !== undefined && epoch !== extents.log.epoch) {
    return { type: 'reset', room, reason: 'epoch' };
  }
  // Another replica may be ahead of this one: only the log's leader knows what lies beyond its end.
  if (after <= position() || after <= (await extents.refresh()).lastSeq) return undefined;
  if (!extents.proven) throw new LogUnreadable('nobody knows now how far it goes');
  return { type: 'reset', room, reason: 'ahead' };
}

/** Sends `joined`, the backlog and `live`. `who` shares its reads' turns. Rejects when the backlog cannot be read right now. */
export async function enter(
  sources: JoinSources,
  membership: Membership,
  { room, after, last = LIMITS.pageDefault, max, told }: Entering,
  who: string,
): Promise<void> {
  const { ring, position } = sources;
  const { outbox } = membership;
  const gone = () => !membership.active || !outbox.open;
  /** Whoever has it read pays for it, also where less of it is sent. */
  const readPage: ReadPage = async (request) => {
    const page = await sources.readPage(request, who);
    outbox.charge(page.messages.reduce((bytes, { data }) => bytes + data.length, 0));
    return page;
  };
  const readEnd: ReadEnd = (request) => sources.readEnd(request, who);
  const charged = { ...sources, readPage, readEnd };
  const joined = (more: Pick<JoinedFrame, 'skipped'> = {}) => {
    // It may have been sent out of the room meanwhile, and told so.
    if (gone()) return;
    const { read } = membership;
    const marked = read > 0 && { read };
    membership.entered = true;
    const said = { ...marked, ...told, ...more };
    outbox.answer(encodeFrame({ type: 'joined', room, head: position(), ...said }));
  };

  let cursor = after ?? position();
  /** Where so many of the latest messages begin. */
  const beginning = async (count: number): Promise<Beginning> => {
    let begin = { behind: cursor, full: false };
    // A page is asked for when the client has read what came before, and only one for a connection: nobody who does not
    // read lets pages pile up here.
    await outbox.whenRead(async () => {
      if (!gone()) begin = await latest(charged, room, count, gone);
    });
    return begin;
  };
  if (after === undefined) {
    joined();
    if (last > 0) cursor = (await beginning(last)).behind;
  } else if (max !== undefined && position() - after > max) {
    const { behind, full } = await beginning(max);
    if (full) cursor = Math.max(after, behind);
    joined(cursor > after ? { skipped: true } : {});
  } else joined();
  const nextPage = async (): Promise<void> => {
    const page = await pageAfter(charged, room, cursor);
    if (gone()) return;
    send(outbox, page.entries);
    cursor = page.upTo;
  };
  /** One synchronous stretch: nothing can be read from the log between the last of the ring and live. */
  const takeOver = (): void => {
    const rest = ring.after(room, cursor, CHUNK);
    const piece = headOf(rest);
    outbox.charge(send(outbox, piece));
    if (piece.length < rest.length || rest.length === CHUNK) {
      cursor = piece.at(-1)?.seq ?? cursor;
      return;
    }
    const seq = Math.max(position(), after ?? 0);
    membership.last = seq;
    membership.live = true;
    outbox.answer(encodeFrame({ type: 'live', room, seq }));
  };
  while (!gone() && !membership.live) {
    await outbox.whenRead(() => {
      if (gone()) return;
      // While it waited for the client the ring may have moved on: then the log is read again.
      return cursor < ring.low ? nextPage() : takeOver();
    });
  }
}

/** As many of the first as are written at once: at least one. */
function headOf(entries: readonly RingEntry[]): readonly RingEntry[] {
  let bytes = 0;
  const end = entries.findIndex(({ frame }) => {
    bytes += frame.length;
    return bytes > PAGE_BYTES;
  });
  return end < 0 ? entries : entries.slice(0, Math.max(1, end));
}

/** How many bytes. */
function send(outbox: Outbox, entries: readonly RingEntry[]): number {
  if (entries.length === 0) return 0;
  const frames = Buffer.concat(entries.map(({ frame }) => frame));
  outbox.send(frames, 1);
  return frames.length;
}
