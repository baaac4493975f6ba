// How long people wait for a search over MESSAGES (1,000,000) of varied text (Latin, languages without spaces, both), asked of the
// rows as a persister does, two at a time as it is by one gateway; and what the index costs the writing of rows.

import { once } from 'node:events';
import { chmodSync, createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { databaseUrl, SUPERUSER } from '../../src/local/postgres.ts';
import { openDatabase, SEARCHING } from '../../src/persister/database/database.ts';
import { search } from '../../src/persister/questions/search.ts';
import { fold } from '../../src/persister/rows/fold.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { disposeSharedPostgres, openSql } from '../support/postgres.ts';
import { openRowsDatabase, type RowsDatabase } from '../support/rows-database.ts';
import { tempDir } from '../support/temp.ts';
import { uuid7 } from '../support/wire.ts';
import { type Corpus, createCorpus } from './corpus.ts';
import { cpuSeconds } from './cpu.ts';
import { judge, quantile, say } from './figures.ts';

const MESSAGES = Number(process.env['MESSAGES'] ?? 1_000_000);
const EACH = 60;
const AT_ONCE = 2;
const GOAL_MS = 200;
/** Each message with all of these words has to be looked at: said, and not judged. It ends by the limit of a statement. */
const WORST = 'common words never said so';
const EPOCH = '2026-01-01T00:00:00Z';
const BEGAN = Date.parse(EPOCH);
const APART_MS = 30_000;
const WRITTEN = 50_000;
const BATCH = 1_000;

const rows = await openRowsDatabase(EPOCH);
try {
  const corpus = createCorpus(MESSAGES);
  await writing(rows, corpus);
  await fill(rows, corpus);
  await searching(rows, corpus);
} finally {
  await rows.close();
  await disposeSharedPostgres();
}

/** As a persister writes a backlog, in turns with and without the index. */
async function writing({ database, write }: RowsDatabase, corpus: Corpus): Promise<void> {
  const [index] = await database.sql<{ def: string }>(
    "select pg_get_indexdef('message_search'::regclass) as def",
  );
  const taken = { with: [] as number[], without: [] as number[] };
  for (const way of ['with', 'without', 'with', 'without'] as const) {
    await database.sql('truncate event, used_id, message, room');
    await database.sql('drop index if exists message_search');
    if (way === 'with') await database.sql(index?.def ?? '');
    const entries = Array.from({ length: WRITTEN }, (_, at) => {
      const { room, user, text } = corpus.message(at);
      const fact = posted({ id: uuid7(), room, user, text });
      const data = encodeFact(fact);
      const subject = `chat.room.${room}.message`;
      return { seq: at + 1, at: EPOCH, isVoid: false, subject, data };
    });
    const started = performance.now();
    for (let at = 0; at < WRITTEN; at += BATCH) await write(fold(entries.slice(at, at + BATCH)));
    taken[way].push((performance.now() - started) / 1_000);
  }
  const [best, bare] = [Math.min(...taken.with), Math.min(...taken.without)];
  say(
    `writing ${WRITTEN} events: ${best.toFixed(1)} s with the index, ${bare.toFixed(1)} s without`,
  );
  await database.sql('drop index if exists message_search');
  await database.sql('truncate event, used_id, message, room');
  await database.sql(
    `create index message_search on message using gin (search_vector(text, room, user_id, user_name))`,
  );
}

async function fill({ database }: RowsDatabase, corpus: Corpus): Promise<void> {
  const dir = tempDir('search');
  const file = join(dir.path, 'message.copy');
  // Postgres runs as somebody else where this runs as root.
  for (const path of [dir.path, dirname(dir.path)]) chmodSync(path, 0o755);
  const out = createWriteStream(file, { mode: 0o644 });
  for (let at = 0; at < MESSAGES; at++) {
    const { room, user, text } = corpus.message(at);
    const time = new Date(BEGAN + at * APART_MS).toISOString();
    const line = [user.id, uuid7(), at + 1, room, user.name, text, time].join('\t');
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  const { port, name, credentials } = database;
  const password = credentials.postgres.superuser;
  const superuser = await openSql(databaseUrl({ user: SUPERUSER, password, port, database: name }));
  await superuser.run('drop index message_search');
  await superuser.run(
    `copy message (user_id, client_id, seq, room, user_name, text, sent_at) from '${file}'`,
  );
  dir.remove();
  await superuser.run(`
    insert into event (seq, room, type, v, user_id, user_name, client_id, at, data, projected)
    select seq, room, 'MessagePosted', 1, user_id, user_name, client_id, sent_at, '{}', true from message`);
  const started = performance.now();
  await superuser.run(
    'create index message_search on message using gin (search_vector(text, room, user_id, user_name))',
  );
  const seconds = (performance.now() - started) / 1_000;
  const [size] = await superuser.run<{ heap: string; index: string }>(`
    select pg_size_pretty(pg_relation_size('message')) as heap,
      pg_size_pretty(pg_relation_size('message_search')) as index`);
  say(
    `${MESSAGES} messages, ${size?.heap}; the index ${size?.index}, made in ${seconds.toFixed(0)} s`,
  );
  await superuser.run('vacuum analyze message');
  await superuser.run('vacuum analyze event');
  await superuser.run(`update progress set seq = ${MESSAGES}`);
  await superuser.close();
}

async function searching({ database }: RowsDatabase, corpus: Corpus): Promise<void> {
  const orm = await openDatabase({ url: database.persisterUrl }, { name: 'search', ...SEARCHING });
  const watermark = {
    ...{ seq: MESSAGES, lag: 0, trouble: undefined, nudge: () => undefined },
    ...{ reach: async () => false, stop: () => undefined },
    log: { epoch: EPOCH, first: 1 },
  };
  const all: number[] = [];
  // So that the two connections are there, and warm.
  await Promise.all(
    [1, 2].map(() =>
      search({ orm, watermark } as never, { query: 'has:link zz', limit: 1, closed: [] }),
    ),
  );
  const servers = await database.sql<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'search'",
  );
  const cpuMs = () =>
    servers.reduce((sum, { pid }) => {
      const { user, system } = cpuSeconds(pid);
      return sum + 1_000 * (user + system);
    }, 0);
  for (const [kind, queryOf] of Object.entries(corpus.queries)) {
    const samples: number[] = [];
    let found = 0;
    const cpuBefore = cpuMs();
    let wide = 0;
    let left = EACH;
    const one = async (): Promise<void> => {
      while (left-- > 0) {
        const { query, before } = queryOf();
        const question = { query, limit: 20, closed: ['room3'], ...(before && { before }) };
        const started = performance.now();
        const reply = await search({ orm, watermark } as never, question);
        samples.push(performance.now() - started);
        if ('messages' in reply) found += reply.messages.length;
        else if ('tooWide' in reply) wide += 1;
        else throw new Error(reply.error);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    if (kind !== WORST) all.push(...samples);
    const [p50, p95] = [quantile(samples, 0.5), quantile(samples, 0.95)];
    say(
      `${kind.padEnd(28)} p50 ${p50.toFixed(0).padStart(5)} ms, p95 ${p95.toFixed(0).padStart(5)} ms, ` +
        `CPU of Postgres ${((cpuMs() - cpuBefore) / EACH).toFixed(1).padStart(6)} ms each, ${(found / EACH).toFixed(1)} found${wide > 0 ? `, ${wide} too wide` : ''}   ${queryOf().query}`,
    );
  }
  await orm.close(true);
  const p95 = quantile(all, 0.95);
  judge('a search, p95', `${p95.toFixed(0)} ms`, `≤ ${GOAL_MS} ms`, p95 <= GOAL_MS);
}
