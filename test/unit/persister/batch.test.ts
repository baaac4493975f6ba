import assert from 'node:assert/strict';
import pino from 'pino';
import { commit, GivenUp } from '../../../src/persister/batch.ts';
import type { Rows } from '../../../src/persister/projection.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

const log = pino({ level: 'silent' });
const user = { id: 'ada', name: 'Ada' };

const entries = (count: number): RawEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    seq: i + 1,
    at: '2026-01-02T03:04:05.678Z',
    isVoid: false,
    subject: 'chat.room.lobby',
    data: encodeFact(posted({ id: uuid7(), room: 'lobby', user, text: `${i + 1}` })),
  }));

const sqlError = (code: string) => Object.assign(new Error(`SQLSTATE ${code}`), { code });

/** A store that refuses as told and keeps what it took. */
function store(refuses: (rows: Rows, attempt: number) => Error | undefined) {
  const taken: Rows[] = [];
  let attempts = 0;
  return {
    write: async (rows: Rows) => {
      const error = refuses(rows, ++attempts);
      if (error !== undefined) throw error;
      taken.push(rows);
    },
    events: () => taken.flatMap((rows) => rows.events.map(({ seq }) => seq)),
    deadLetters: () => taken.flatMap((rows) => rows.deadLetters),
    attempts: () => attempts,
  };
}

const options = (write: (rows: Rows) => Promise<void>, stopping = () => false) => ({
  write,
  log,
  stopping,
});

describe('batch: committed, or given up whole', () => {
  it('tries again what fails for now, until it is committed', async () => {
    const target = store((_, attempt) => (attempt < 3 ? sqlError('57P01') : undefined));
    await commit(options(target.write), entries(5));
    assert.deepEqual(target.events(), [1, 2, 3, 4, 5]);
    assert.equal(target.attempts(), 3);
  });

  it('finds by halving the one row that Postgres refuses, makes it a dead letter, writes the others', async () => {
    const target = store((rows) =>
      rows.events.some(({ seq }) => seq === 37) ? sqlError('22P05') : undefined,
    );
    await commit(options(target.write), entries(64));
    const expected = Array.from({ length: 64 }, (_, i) => i + 1).filter((seq) => seq !== 37);
    assert.deepEqual(target.events(), expected);
    const letters = target.deadLetters();
    assert.deepEqual(
      letters.map(({ seq, reason }) => [seq, reason]),
      [[37, 'refused']],
    );
    assert.match(letters[0]?.detail ?? '', /22P05/);
  });

  it('gives up when the program stops, so that nothing of it is acknowledged', async () => {
    const target = store(() => sqlError('08006'));
    await assert.rejects(
      commit(
        options(target.write, () => true),
        entries(2),
      ),
      GivenUp,
    );
  });
});
