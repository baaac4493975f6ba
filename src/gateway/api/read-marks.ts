// How far somebody has read a room, asked and said by requests: the same marks as those of connections (signal/marks.ts), which
// hear of it. Forward only, and never beyond the end of the log.
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import type { Visitor } from '../edge/identity.ts';
import type { Extents } from '../log/extent.ts';
import { refusal } from '../refusal.ts';
import type { Signals } from '../signal/signals.ts';
import { type VisitPorts, visit } from './visit.ts';

export interface ReadMarkPorts extends VisitPorts {
  signals: Pick<Signals, 'open' | 'readUpTo' | 'read'>;
  extents: Pick<Extents, 'refresh'>;
  sources: { position: () => number };
}

export interface ReadMark {
  room: string;
  seq: number;
}

/** `upTo`: moved there, where that is further. Rejects while nobody can say who may be in the room, or where the log ends. */
export const readMark = (
  ports: ReadMarkPorts,
  visitor: Visitor,
  room: string,
  upTo?: number,
): Promise<ReadMark | ErrorFrame> =>
  visit(ports, visitor, room, async () => {
    const { signals, sources, extents } = ports;
    const { user } = visitor.identity;
    if (upTo !== undefined && upTo > sources.position()) {
      const { lastSeq } = await extents.refresh();
      if (upTo > lastSeq) {
        return refusal('bad_frame', `seq: the log ends at ${lastSeq}: nobody has read beyond it`);
      }
    }
    // Nothing is told to it: a request is no device.
    const close = signals.open(user, { get: () => undefined });
    try {
      const read = await signals.readUpTo(user.id, room);
      if (upTo === undefined) return { room, seq: read };
      signals.read({ room, read, active: true }, user, upTo);
      return { room, seq: Math.max(read, upTo) };
    } finally {
      close();
    }
  });
