// Rows equal the log whatever order, redelivery and cut into batches the entries come in (P5), on a real Postgres.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import pino from 'pino';
import { facts } from '../../../src/chat/features.ts';
import { commit } from '../../../src/persister/log/batch.ts';
import type { WriteRows } from '../../../src/persister/rows/write.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import type { TestDatabase } from '../../support/postgres.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';

const logger = pino({ level: 'silent' });
const RUNS = 25;
const EPOCH = '2026-01-01T00:00:00Z';
const at = (seq: number) => new Date(1_767_225_600_000 + seq).toISOString();
const clientId = (n: number) => `01a20a9a-68c5-7268-9b55-${String(n).padStart(12, '0')}`;

interface Fact {
  user: string;
  id: number;
  room: string;
  text: string;
}

/** Few users and ids, so that duplicates are common; text with what databases stumble over. */
const fact: fc.Arbitrary<Fact> = fc.record({
  user: fc.constantFrom('ada', 'bob'),
  id: fc.integer({ min: 0, max: 12 }),
  room: fc.constantFrom('lobby', 'den'),
  text: fc.constantFrom('hello', '\\ \' " {}', '🦊 naïve\n', 'NULL', 'x'.repeat(4_000)),
});

/** A logger, then its entries in another order, some again, cut into batches. */
const history = fc.array(fact, { minLength: 1, maxLength: 40 }).chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    deliveries: fc
      .array(fc.integer({ min: 0, max: facts.length - 1 }), { maxLength: 20 })
      .chain((again) =>
        fc.shuffledSubarray([...facts.keys(), ...again], {
          minLength: facts.length + again.length,
        }),
      ),
    cut: fc.integer({ min: 1, max: 15 }),
  }),
);

const entryOf = (facts: Fact[], index: number): RawEntry => {
  const { user, id, room, text } = facts[index] ?? assert.fail();
  const event = { id: clientId(id), room, user: { id: user, name: user.toUpperCase() }, text };
  const data = encodeFact(posted(event));
  return {
    seq: index + 1,
    at: at(index + 1),
    isVoid: false,
    subject: `chat.room.${room}.message`,
    data,
  };
};

/** What the log says, read as everybody reads it. */
const eventRowOf = ({ seq, at, subject, data }: RawEntry) => {
  const reading = facts.read({ seq, at, isVoid: false, subject, data });
  assert.ok(reading.is === 'known');
  const { id, room, type, user, data: said } = reading.entry.fact;
  const { id: user_id, name: user_name } = user;
  const known = { v: 1, extra: null, projected: true };
  return { seq, room, type, user_id, user_name, client_id: id, at, data: said, ...known };
};

describe('rows equal the log (P5)', () => {
  let rows: RowsDatabase;
  let database: TestDatabase;
  let write: WriteRows;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
    ({ database, write } = rows);
  });
  after(() => rows?.close());

  const deliver = async (facts: Fact[], deliveries: number[], cut: number) => {
    const options = { write, logger, stopping: () => false };
    const batches: RawEntry[][] = [];
    for (let from = 0; from < deliveries.length; from += cut) {
      batches.push(deliveries.slice(from, from + cut).map((index) => entryOf(facts, index)));
    }
    // Two at a time, as the persister does.
    for (let i = 0; i < batches.length; i += 2) {
      await Promise.all(batches.slice(i, i + 2).map((batch) => commit(options, batch)));
    }
  };

  it('in any order, with any redelivery, in any cut into batches', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(history, async ({ facts, deliveries, cut }) => {
        await database.sql('truncate event, used_id, message, room, dead_letter');
        await deliver(facts, deliveries, cut);

        const events = await database.sql(
          `select seq, room, type, user_id, user_name, client_id, at, data, v, extra, projected
           from event order by seq`,
        );
        assert.deepEqual(
          events.map((row) => ({
            ...row,
            seq: Number(row['seq']),
            at: new Date(String(row['at'])).toISOString(),
          })),
          facts.map((_, i) => eventRowOf(entryOf(facts, i))),
        );

        const first = new Map<string, number>();
        for (const [i, { user, id }] of facts.entries()) {
          if (!first.has(`${user} ${id}`)) first.set(`${user} ${id}`, i);
        }
        const messages = await database.sql(
          'select seq, room, user_name, client_id, text, sent_at from message order by seq',
        );
        assert.deepEqual(
          messages.map((row) => ({
            ...row,
            seq: Number(row['seq']),
            sent_at: new Date(String(row['sent_at'])).getTime(),
          })),
          [...first.values()].map((i) => {
            const { room, user, id, text } = facts[i] ?? assert.fail();
            return {
              seq: i + 1,
              room,
              user_name: user.toUpperCase(),
              client_id: clientId(id),
              text,
              sent_at: new Date(at(i + 1)).getTime(),
            };
          }),
        );

        assert.deepEqual(
          await database.sql(
            'select user_id, client_id, seq::int as seq, room from used_id order by seq',
          ),
          [...first.values()].map((i) => {
            const { user, id, room } = facts[i] ?? assert.fail();
            return { user_id: user, client_id: clientId(id), seq: i + 1, room };
          }),
        );

        const rooms = await database.sql(
          'select name, first_seq, last_seq from room order by name',
        );
        const bounds = (name: string) =>
          facts.flatMap(({ room }, i) => (room === name ? [i + 1] : []));
        assert.deepEqual(
          rooms.map((row) => [row['name'], Number(row['first_seq']), Number(row['last_seq'])]),
          [...new Set(facts.map(({ room }) => room))]
            .sort()
            .map((name) => [name, Math.min(...bounds(name)), Math.max(...bounds(name))]),
        );
      }),
      { numRuns: RUNS },
    );
  });
});
