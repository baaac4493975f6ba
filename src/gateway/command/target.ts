// The entry that a command speaks of: from the ring, where most of them are, else from the log's leader.
import { facts } from '../../chat/features.ts';
import type { Entry } from '../../chat/kernel/fact.ts';
import { fromRingEntry, shown } from '../log/entry.ts';
import type { ReadEntry } from '../log/read-entry.ts';
import type { Removed } from '../log/removed.ts';
import type { Ring } from '../log/ring.ts';

export interface TargetPorts {
  ring: Pick<Ring, 'at'>;
  removed: Pick<Removed, 'has'>;
  readEntry: ReadEntry;
}

/** Undefined where the room has no such entry, or a later one removes it. `who` shares its turns with others of that name. */
export async function targetOf(
  { ring, removed, readEntry }: TargetPorts,
  room: string,
  seq: number,
  who: string,
): Promise<Entry | undefined> {
  if (removed.has(seq)) return undefined;
  const held = ring.at(room, seq);
  if (held !== undefined) return fromRingEntry(held);
  const raw = await readEntry(seq, who);
  const entry = raw && shown(facts.read(raw));
  return entry?.fact.room === room ? entry : undefined;
}
