// What the reader hands over: everybody is told, and what was deleted is given to nobody who comes later.
import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import { Operators } from '../../../src/gateway/edge/operators.ts';
import { Hub } from '../../../src/gateway/fanout/hub.ts';
import { People } from '../../../src/gateway/fanout/people.ts';
import { deliverTo } from '../../../src/gateway/log/deliver.ts';
import { Removed } from '../../../src/gateway/log/removed.ts';
import { Ring } from '../../../src/gateway/log/ring.ts';
import { gatewayMetrics } from '../../../src/gateway/metrics.ts';
import { deleted, edited } from '../../support/erasing.ts';
import { NO_STATE } from '../../support/known.ts';
import { ADA, type Entry, post } from '../../support/persister.ts';
import { uuid7 } from '../../support/wire.ts';

const AT = '2026-11-01T12:00:00.000Z';

describe('deliver', () => {
  const setUp = () => {
    const ring = new Ring(0, { maxEvents: 100, maxBytes: 100_000 });
    const told: number[] = [];
    const hub = new Hub();
    hub.publish = (_, seq) => told.push(seq);
    const deliver = deliverTo({
      ...{
        ring,
        hub,
        people: new People(),
        removed: new Removed(),
        metrics: gatewayMetrics(new Registry()),
      },
      witness: { saw: () => undefined },
      states: { saw: () => undefined, of: () => NO_STATE },
      botStates: { saw: () => undefined },
      lastMessages: { note: () => undefined },
      residents: { of: () => [], everybody: () => [] },
      knownNames: { saw: () => undefined },
      deliveries: { saw: () => undefined },
      operators: new Operators([]),
    });
    const say = (seq: number, { subject, payload }: Entry) =>
      deliver({ seq, at: AT, isVoid: false, subject, data: payload });
    const held = () => ring.after('lobby', 0).map(({ seq }) => seq);
    return { ring, told, say, held };
  };
  const message = { seq: 1, id: uuid7(), room: 'lobby', user: ADA, at: AT };

  it('takes a deleted message and its edits out of the ring, and passes over an edit that comes later', () => {
    const { ring, told, say, held } = setUp();
    say(1, post('a secret', { id: message.id }));
    say(2, post('something else'));
    say(3, edited(message, 'a better secret'));
    assert.deepEqual(held(), [1, 2, 3]);
    say(4, deleted(message));
    say(5, edited(message, 'a late secret'));
    say(6, post('more'));
    assert.deepEqual(held(), [2, 4, 6]);
    assert.deepEqual(told, [1, 2, 3, 4, 6]);
    assert.equal(ring.at('lobby', 1), undefined);
    const frames = ring.after('lobby', 0).map(({ frame }) => frame.toString());
    assert.doesNotMatch(frames.join(), /secret/);
  });
});
