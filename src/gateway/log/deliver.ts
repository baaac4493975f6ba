// Event of the log → everybody in its room, now, and everybody who joins or comes back, later. What a newer version wrote is
// given as it is; what is void or no fact stays in the log, and cursors pass it.
import { facts } from '../../chat/features.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import type { Hub } from '../fanout/hub.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { shown, toRingEntry } from './entry.ts';
import type { Ring } from './ring.ts';
import type { Witness } from './witness.ts';

export function deliverTo(ring: Ring, hub: Hub, witness: Witness, metrics: GatewayMetrics) {
  return (raw: RawEntry): void => {
    metrics.position.set(raw.seq);
    witness.saw(raw);
    const reading = facts.read(raw);
    if (reading.is === 'void') metrics.voids.inc();
    else if (reading.is === 'poison') metrics.unreadable.inc();
    else if (reading.is === 'foreign') metrics.foreign.inc();
    const entry = shown(reading);
    if (entry === undefined) return;
    metrics.events.inc();
    const made = toRingEntry(entry);
    ring.push(made);
    metrics.offered.inc(hub.publish(made.room, made.seq, made.frame));
  };
}
