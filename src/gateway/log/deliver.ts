// Event of the log → everybody in its room, now, and everybody who joins or comes back, later. What a newer version wrote is
// given as it is; what is void or no fact stays in the log, and cursors pass it.
import { facts } from '../../chat/features.ts';
import { isInRoom } from '../../chat/kernel/fact.ts';
import { kindOfPlace } from '../../chat/kernel/subjects.ts';
import { saysWebhook } from '../../chat/webhook/webhook.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import type { Operators } from '../edge/operators.ts';
import { encodeFrame } from '../fanout/frame.ts';
import type { Hub } from '../fanout/hub.ts';
import type { People } from '../fanout/people.ts';
import type { Deliveries } from '../hook/deliveries.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { KnownNames } from '../name/known-names.ts';
import { type ObeyPorts, obey, obeyRevocation } from '../room/obey.ts';
import { eventFrame, shown, toRingEntry } from './entry.ts';
import type { LastMessages } from './last-messages.ts';
import type { Removed } from './removed.ts';
import type { Ring } from './ring.ts';
import type { RoomStates } from './room-states.ts';
import type { States } from './states.ts';
import type { Witness } from './witness.ts';

export interface DeliverPorts {
  ring: Ring;
  hub: Hub;
  people: People;
  witness: Pick<Witness, 'saw'>;
  states: Pick<RoomStates, 'saw' | 'of'>;
  botStates: Pick<States, 'saw'>;
  lastMessages: Pick<LastMessages, 'note'>;
  residents: ObeyPorts['residents'];
  knownNames: Pick<KnownNames, 'saw'>;
  deliveries: Pick<Deliveries, 'saw'>;
  operators: Pick<Operators, 'saw'>;
  removed: Pick<Removed, 'saw' | 'has'>;
  metrics: GatewayMetrics;
}

export function deliverTo(ports: DeliverPorts) {
  const { ring, hub, people, witness, states, botStates, removed, lastMessages, metrics } = ports;
  const { knownNames, operators, residents, deliveries } = ports;
  return (raw: RawEntry): void => {
    metrics.position.set(raw.seq);
    witness.saw(raw);
    states.saw(raw);
    botStates.saw(raw);
    const reading = facts.read(raw);
    if (reading.is === 'void') metrics.voids.inc();
    else if (reading.is === 'poison') metrics.unreadable.inc();
    else if (reading.is === 'foreign') metrics.foreign.inc();
    const fact = reading.is === 'known' ? reading.entry.fact : undefined;
    if (fact !== undefined) removed.saw(fact);
    const entry = shown(reading);
    if (entry === undefined) return;
    metrics.events.inc();
    knownNames.saw(entry.fact);
    deliveries.saw(entry);
    if (!isInRoom(entry)) {
      const { user: by, type, data } = entry.fact;
      // Also one that a newer version wrote: its address is nobody's but the owners'.
      if (type.startsWith('Webhook') && saysWebhook(data)) {
        const frame = encodeFrame(eventFrame(entry));
        for (const one of residents.everybody()) one.owners(data.webhook.room, frame);
        return;
      }
      const rights = fact && operators.saw(entry);
      const { id } = rights?.user ?? by;
      if (people.has(id)) people.tell(id, entry, encodeFrame(eventFrame(entry)));
      if (rights !== undefined) for (const one of residents.of(id)) one.rights(by);
      if (fact !== undefined) obeyRevocation(residents, fact);
      return;
    }
    const gone = fact && facts.removedBy(fact);
    if (gone !== undefined) ring.remove(entry.fact.room, gone);
    const goesWith = fact && facts.goesWith(fact);
    // It was under way while what it belongs to was removed: it is erased with that, and nobody is told.
    if (goesWith !== undefined && removed.has(goesWith)) return;
    const made = { ...toRingEntry(entry, raw.subject), goesWith };
    ring.push(made);
    metrics.offered.inc(hub.publish(made.room, made.seq, made.frame));
    lastMessages.note(entry.fact, raw.subject, Date.parse(entry.at));
    obey(ports, entry, kindOfPlace(raw.subject));
  };
}
