// Clients of a test: members of rooms that remember what they were told.
import type { Outbox } from '../../../../src/gateway/fanout/outbox.ts';
import type { Membership } from '../../../../src/gateway/room/enter.ts';
import type { PresenceFrame, ServerFrame } from '../../../../src/shared/wire/frames.ts';
import type { User } from '../../../../src/shared/wire/objects.ts';

export const userOf = (id: string): User => ({ id, name: `name of ${id}` });

export interface Heard extends Membership {
  readonly frames: ServerFrame[];
  /** How often something was written to it. */
  writes: number;
}

export function listener(room: string, user: string): Heard {
  const heard: Heard = {
    ...{ room, frames: [], writes: 0, last: 0, read: 0 },
    ...{ live: true, active: true, entered: true },
    outbox: {
      user,
      send: (bytes: Buffer) => {
        heard.writes += 1;
        heard.frames.push(...framesOf(bytes));
      },
    } as unknown as Outbox,
  };
  return heard;
}

/** Text frames of a server, one after the other. */
function* framesOf(bytes: Buffer): Generator<ServerFrame> {
  for (let at = 0; at < bytes.length; ) {
    const short = bytes[at + 1] ?? 0;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      head === 2 ? short : head === 4 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
    yield JSON.parse(bytes.toString('utf8', at + head, at + head + length)) as ServerFrame;
    at += head + length;
  }
}

/** What a client makes of what it was told: the ids, or how many there are. */
export function shownTo({ frames }: Pick<Heard, 'frames'>): string[] | number | undefined {
  let people: Set<string> | undefined;
  let count: number | undefined;
  for (const frame of frames) {
    if (frame.type !== 'presence') continue;
    const { here, came, went } = frame as PresenceFrame;
    count = frame.count;
    if (here !== undefined) people = new Set(here.map(({ id }) => id));
    else if (came === undefined && went === undefined) people = undefined;
    for (const { id } of came ?? []) people?.add(id);
    for (const id of went ?? []) people?.delete(id);
  }
  return people === undefined ? count : [...people].sort();
}
