import assert from 'node:assert/strict';
import pino from 'pino';
import { DEAD_LETTER, EVENT } from '../../../src/chat/kernel/log-tables.ts';
import { commit, GivenUp } from '../../../src/persister/log/batch.ts';
import type { Rows } from '../../../src/persister/rows/fold.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

const logger = pino({ level: 'silent' });
const user = { id: 'ada', name: 'Ada' };

const entries = (count: number): RawEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    seq: i + 1,
    at: '2026-01-02T03:04:05.678Z',
    isVoid: false,
    subject: 'chat.room.lobby.message',
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
    events: () => taken.flatMap((rows) => (rows.get(EVENT) ?? []).map((row) => row['seq'])),
    deadLetters: () => taken.flatMap((rows) => rows.get(DEAD_LETTER) ?? []),
    attempts: () => attempts,
  };
}

const options = (write: (rows: Rows) => Promise<void>, stopping = () => false) => ({
  write,
  logger,
  stopping,
  pause: async (ms: number) => void pauses.push(ms),
});
const pauses: number[] = [];
beforeEach(() => {
  pauses.length = 0;
});

describe('batch: committed, or given up whole', () => {
  it('tries again what fails for now, until it is committed', async () => {
    const target = store((_, attempt) => (attempt < 3 ? sqlError('57P01') : undefined));
    await commit(options(target.write), entries(5));
    assert.deepEqual(target.events(), [1, 2, 3, 4, 5]);
    assert.equal(target.attempts(), 3);
  });

  it('waits between two tries, longer each time, and never longer than some seconds', async () => {
    const target = store((_, attempt) => (attempt <= 12 ? sqlError('57P01') : undefined));
    await commit(options(target.write), entries(1));
    assert.equal(pauses.length, 12);
    for (const [i, ms] of pauses.entries()) {
      const most = Math.min(5_000, 100 * 2 ** i);
      assert.ok(ms >= most / 2 && ms <= most, `${ms} ms at the ${i + 1}. time`);
    }
  });

  for (const [code, why] of [
    ['22P05', 'a value that no column takes'],
    ['22021', 'text that is none'],
    ['23502', 'nothing where something must be'],
    ['23514', 'a check'],
  ] as const) {
    it(`believes at once that ${why} is refused (${code})`, async () => {
      const target = store((rows) => (rows.has(EVENT) ? sqlError(code) : undefined));
      await commit(options(target.write), entries(1));
      assert.deepEqual(pauses, []);
      assert.equal(target.deadLetters().length, 1);
    });
  }

  for (const code of ['23503', '23P01', '23000', '22', '40001', '53100']) {
    it(`never takes SQLSTATE ${code} for the fault of a row`, async () => {
      const target = store((_, attempt) => (attempt < 10 ? sqlError(code) : undefined));
      await commit(options(target.write), entries(3));
      assert.deepEqual(target.events(), [1, 2, 3]);
      assert.deepEqual(target.deadLetters(), []);
    });
  }

  it('tries what is not unique again: another replica may write the same at this moment', async () => {
    const passing = store((_, attempt) => (attempt < 3 ? sqlError('23505') : undefined));
    await commit(options(passing.write), entries(3));
    assert.deepEqual(passing.events(), [1, 2, 3]);
    assert.deepEqual(passing.deadLetters(), []);
    assert.equal(pauses.length, 2);

    const lasting = store((rows) => (rows.has(EVENT) ? sqlError('23505') : undefined));
    await commit(options(lasting.write), entries(1));
    assert.equal(lasting.deadLetters().length, 1);
  });

  it('finds by halving the one row that Postgres refuses, makes it a dead letter, writes the others', async () => {
    const target = store((rows) =>
      rows.get(EVENT)?.some((row) => row['seq'] === 37) ? sqlError('22P05') : undefined,
    );
    await commit(options(target.write), entries(64));
    const expected = Array.from({ length: 64 }, (_, i) => i + 1).filter((seq) => seq !== 37);
    assert.deepEqual(target.events(), expected);
    const letters = target.deadLetters();
    assert.deepEqual(
      letters.map((row) => [row['seq'], row['reason']]),
      [[37, 'refused']],
    );
    assert.match(String(letters[0]?.['detail']), /22P05/);
  });

  it('names what is neither a row nor a dead letter, and writes the others', async () => {
    const target = store((rows) =>
      [EVENT, DEAD_LETTER]
        .flatMap((table) => rows.get(table) ?? [])
        .some(({ seq }) => seq === 3 || seq === 6)
        ? sqlError('23514')
        : undefined,
    );
    const nowhere = await commit(options(target.write), entries(8));
    assert.deepEqual(
      nowhere.map(({ seq }) => seq),
      [3, 6],
    );
    assert.deepEqual(target.events(), [1, 2, 4, 5, 7, 8]);
    assert.deepEqual(target.deadLetters(), []);
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
