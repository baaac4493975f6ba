// Provisioning: by many at once, again with other limits, before its servers are up (P9).
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { startChild } from '../../../src/local/child.ts';
import { programEnv, programSpec } from '../../../src/local/programs.ts';
import { MIGRATIONS } from '../../../src/persister/database/migrations/list.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import {
  PERSISTER_CONSUMER,
  READ_MARKS_STREAM,
  RECENT_STREAM,
  RESTORING,
  STREAM,
} from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { keepLock } from '../../support/kept-lock.ts';
import { rowSequences } from '../../support/log.ts';
import { startNats, type TestNats } from '../../support/nats.ts';
import { append, logInfo, posts, startLokiStub } from '../../support/persister.ts';
import { createTestDatabase, startPostgres, type TestDatabase } from '../../support/postgres.ts';
import { runProgram } from '../../support/program.ts';

const provisionEnv = (nats: { url: string }, database: TestDatabase) =>
  programEnv(database.credentials, {
    natsUrl: nats.url,
    postgresPort: database.port,
    database: database.name,
  }).provision;

/** A time of day that runs backwards, set before the program starts. */
const BACKWARDS = 'const at=Date.now();Date.now=()=>at-Math.round(performance.now())';

/** Without waiting for its end, as `runProgram` does. */
const startProvision = (env: Record<string, string>) =>
  startChild(programSpec('provision', 'provision', env));

const fatal = (lines: readonly string[]): Record<string, unknown>[] =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ level }) => level === 60);

const tables = async (database: TestDatabase) =>
  (
    await database.sql<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema = 'public' order by name`,
    )
  ).map(({ name }) => name);

describe('provision: by many, again, and whatever is up', () => {
  let nats: TestNats;
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
    nats = await startNats({ passwords: database.credentials.nats });
  });
  afterEach(async () => {
    await nats?.stop();
    await database?.drop();
  });

  it('by five at once makes everything once, and all five succeed', async () => {
    const env = provisionEnv(nats, database);
    const runs = await Promise.all([1, 2, 3, 4, 5].map(() => runProgram('provision', env)));
    for (const { code, lines } of runs) assert.equal(code, 0, lines.join('\n'));
    // One that makes an index waits for whoever has a snapshot, and so for who waits for it in the server.
    for (const { lines } of runs) assert.doesNotMatch(lines.join('\n'), /not possible yet/);
    assert.deepEqual(await tables(database), [
      'bot',
      'dead_letter',
      'erasure',
      'event',
      'holding',
      'member',
      'message',
      'migration',
      'name',
      'operator',
      'pin',
      'progress',
      'provisioning',
      'reaction',
      'room',
      'search_entry',
      'search_progress',
      'used_id',
      'webhook',
    ]);
    const migrations = await database.sql('select name from migration order by name');
    assert.deepEqual(
      migrations,
      MIGRATIONS.map(({ name }) => ({ name })),
    );
    const nc = await nats.connect('operator');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const names = (await jsm.streams.names().next()).sort();
    const consumers = await jsm.consumers.list(STREAM).next();
    await nc.close();
    assert.deepEqual(names, [STREAM, RECENT_STREAM, READ_MARKS_STREAM].sort());
    assert.deepEqual(
      consumers.map(({ name }) => name),
      [PERSISTER_CONSUMER],
    );
  });

  it('says what it is at where that takes long', async () => {
    const env = provisionEnv(nats, database);
    assert.equal((await runProgram('provision', env)).code, 0);
    const release = await keepLock(database.adminUrl, 'lock table provisioning in exclusive mode');
    const child = startProvision(env);
    const said = await child.waitForLine((line) => {
      const { what, forMs, msg } = JSON.parse(line) as Record<string, unknown>;
      return msg === 'still at it' ? { what, forMs } : undefined;
    }, 30_000);
    await release();
    assert.equal(said.what, 'schema');
    assert.ok(Number(said.forMs) >= 9_000, String(said.forMs));
    assert.equal((await child.exited).code, 0);
  });

  it('leaves a log of an older version as it is, and says at once what to do; a gateway waits for another one', async () => {
    const nc = await nats.connect('provision');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    await jsm.streams.add({ name: STREAM, subjects: ['chat.room.*'], allow_direct: true });
    const before = (await jsm.streams.info(STREAM)).config;
    const { code, lines } = await runProgram('provision', provisionEnv(nats, database));
    assert.equal(code, 1);
    assert.match(lines.join('\n'), /of an older version .+ left as it is: go on with that version/);
    assert.deepEqual((await jsm.streams.info(STREAM)).config, before);
    await nc.close();
    const places = { natsUrl: nats.url, postgresPort: database.port, database: database.name };
    const { gateway } = programEnv(database.credentials, places);
    const child = startChild(programSpec('gateway', 'gateway', gateway));
    await child.waitForLine((line) => line.includes('of an older version') || undefined, 20_000);
    await child.stop();
  });

  it('leaves a log to the restore that began it in the moment before', async () => {
    const nc = await nats.connect('provision');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const add = jsm.streams.add.bind(jsm.streams);
    jsm.streams.add = async (config) => {
      if (config.name === STREAM) {
        await add({ name: STREAM, subjects: [RESTORING], allow_direct: true });
      }
      return add(config);
    };
    await assert.rejects(
      provisionStreams(jsm, { maxBytes: 10_000_000, marksMaxBytes: 2 ** 20, replicas: 1 }),
      /restore/,
    );
    assert.deepEqual((await jsm.streams.info(STREAM)).config.subjects, [RESTORING]);
    await nc.close();
  });

  it('waits for servers that come up later, and says so', async () => {
    await nats.kill9();
    const child = startProvision(provisionEnv(nats, database));
    await child.waitForLine((line) => line.includes('"waiting for NATS"') || undefined, 20_000);
    await nats.restart();
    const { code } = await child.exited;
    assert.equal(code, 0, child.lines().join('\n'));
  });

  it('gives up on a NATS that does not come, with one line that says so', async () => {
    await nats.kill9();
    const { code, lines } = await runProgram('provision', {
      ...provisionEnv(nats, database),
      WAIT_MS: '500',
    });
    assert.equal(code, 1);
    assert.deepEqual(
      fatal(lines).map(({ msg }) => msg),
      ['provisioning failed'],
    );
    assert.match(lines.join('\n'), /no NATS within 500 ms/);
  });

  it('gives up on a Postgres that does not come, with one line that says so', async () => {
    const port = String(await freePort());
    const env = provisionEnv(nats, database);
    const away = env.ADMIN_DATABASE_URL.replace(`:${database.port}/`, `:${port}/`);
    const { code, lines } = await runProgram('provision', {
      ...env,
      ADMIN_DATABASE_URL: away,
      WAIT_MS: '1200',
    });
    assert.equal(code, 1);
    assert.equal(fatal(lines).length, 1);
    assert.match(JSON.stringify(fatal(lines)), /ECONNREFUSED/);
    assert.ok(!lines.join('\n').includes(database.credentials.postgres.owner), 'no password');
  });

  it('gives up on a Postgres that does not come, though the clock is set back meanwhile', async () => {
    const port = String(await freePort());
    const env = provisionEnv(nats, database);
    const child = startProvision({
      ...env,
      ADMIN_DATABASE_URL: env.ADMIN_DATABASE_URL.replace(`:${database.port}/`, `:${port}/`),
      WAIT_MS: '1200',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(BACKWARDS)}`,
    });
    const late = setTimeout(() => void child.kill(), 15_000);
    const { code } = await child.exited;
    clearTimeout(late);
    assert.equal(code, 1);
    assert.match(child.lines().join('\n'), /not possible yet[\s\S]*provisioning failed/);
  });

  it('gives up on a port that takes connections and never speaks', async () => {
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    assert.ok(address !== null && typeof address === 'object');
    const { code } = await runProgram('provision', {
      ...provisionEnv({ url: `nats://127.0.0.1:${address.port}` }, database),
      WAIT_MS: '1000',
    });
    mute.close();
    assert.equal(code, 1);
  });

  it('stops at once when told to while it waits', async () => {
    const port = String(await freePort());
    const child = startProvision({
      ...provisionEnv(nats, database),
      NATS_URL: `nats://127.0.0.1:${port}`,
    });
    await child.waitForLine((line) => line.includes('waiting for NATS') || undefined, 20_000);
    assert.ok(child.pid !== undefined);
    process.kill(child.pid, 'SIGTERM');
    assert.equal((await child.exited).code, 1);
    assert.match(child.lines().join('\n'), /told to stop by SIGTERM/);
  });

  it('exits 0 with all its lines pushed to Loki, and also when Loki is away', async () => {
    const loki = await startLokiStub();
    const env = provisionEnv(nats, database);
    const pushing = await runProgram('provision', { ...env, LOKI_URL: loki.url });
    await loki.stop();
    assert.equal(pushing.code, 0, pushing.lines.join('\n'));
    assert.ok(loki.pushed.some(({ line }) => line.includes('provisioned')));
    assert.ok(loki.pushed.every(({ labels }) => labels['service_name'] === 'provision'));
    const away = await runProgram('provision', { ...env, LOKI_URL: loki.url });
    assert.equal(away.code, 0, away.lines.join('\n'));
  });

  it('says which servers it waits for, and no credential of any of them', async () => {
    const database = await createTestDatabase();
    try {
      const { code, lines } = await runProgram('provision', {
        ...provisionEnv(nats, database),
        NATS_URL: 'nats://ada:very-secret@127.0.0.1:1,nats://token-secret@127.0.0.1:2',
        WAIT_MS: '3000',
      });
      const said = lines.join('\n');
      assert.equal(code, 1);
      assert.match(said, /waiting for NATS/);
      assert.match(said, /127\.0\.0\.1:1.*127\.0\.0\.1:2/);
      assert.doesNotMatch(said, /ada|secret/);
    } finally {
      await database.drop();
    }
  });

  it('says at once that a NATS password is wrong', async () => {
    const started = Date.now();
    const { code, lines } = await runProgram('provision', {
      ...provisionEnv(nats, database),
      NATS_PASSWORD: 'wrong',
    });
    assert.equal(code, 1);
    assert.match(lines.join('\n'), /authorization/i);
    assert.ok(Date.now() - started < 15_000, 'not after WAIT_MS');
  });
});

describe('provision: a Postgres that starts later', () => {
  it('is waited for', async () => {
    const postgres = await startPostgres();
    const nats = await startNats({ passwords: postgres.credentials.nats });
    try {
      const database = await postgres.createDatabase();
      await postgres.stop();
      const child = startProvision(provisionEnv(nats, database));
      await child.waitForLine((line) => line.includes('not possible yet') || undefined, 20_000);
      await postgres.start();
      const { code } = await child.exited;
      assert.equal(code, 0, child.lines().join('\n'));
    } finally {
      await nats.stop();
      await postgres.dispose();
    }
  });
});

describe('provision: what it made', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ gateways: 0, provisionEnv: { STREAM_MAX_BYTES: '2097152' } });
  });
  after(() => chat?.stop());

  it('is changed by running it again with other limits; what is stored stays', async () => {
    await append(chat, posts(20));
    const before = await logInfo(chat);
    assert.equal(before.config.max_bytes, 2_097_152);
    const { code, lines } = await runProgram('provision', {
      ...provisionEnv(chat.nats, chat.database),
      STREAM_MAX_BYTES: '4194304',
      READ_MARKS_MAX_BYTES: '131072',
    });
    assert.equal(code, 0, lines.join('\n'));
    const after = await logInfo(chat);
    assert.equal(after.config.max_bytes, 4_194_304);
    assert.equal(after.created, before.created);
    const nc = await chat.nats.connect('provision');
    const { streams } = await nc.jetstreamManager({ checkAPI: false });
    assert.equal((await streams.info(READ_MARKS_STREAM)).config.max_bytes, 131_072);
    await nc.close();
    assert.equal(after.state.messages, 20);
    assert.equal((await logInfo(chat, RECENT_STREAM)).config.mirror?.name, STREAM);
    await eventually(async () => {
      const [row] = await chat.database.sql('select count(*) as n from event');
      assert.equal(Number(row?.['n']), 20, 'the consumer is where it was');
    });
  });

  it('a database that was lost, or is an old copy, gets the rows it lacks from the log', async () => {
    const consumed = async () => {
      const nc = await chat.nats.connect('operator');
      const jsm = await nc.jetstreamManager({ checkAPI: false });
      const { created } = await jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
      await nc.close();
      return created;
    };
    await eventually(async () => assert.equal((await rowSequences(chat)).length, 20));
    const all = await rowSequences(chat);
    const first = await consumed();
    assert.equal((await runProgram('provision', provisionEnv(chat.nats, chat.database))).code, 0);
    assert.equal(await consumed(), first, 'nothing is missing: the consumer stays');
    const provisioned: string[] = [];
    const missing = () =>
      [...provisioned, ...(chat.persisters[0]?.lines() ?? [])].filter((line) =>
        line.includes('rows are missing'),
      ).length;
    for (const above of [15, 0]) {
      for (const table of ['event', 'message']) {
        await chat.database.sql(`delete from ${table} where seq > ${above}`);
      }
      await chat.database.sql(`update progress set seq = ${above}`);
      const before = missing();
      const { code, lines } = await runProgram('provision', provisionEnv(chat.nats, chat.database));
      assert.equal(code, 0, lines.join('\n'));
      provisioned.push(...lines);
      await eventually(async () => assert.deepEqual(await rowSequences(chat), all), {
        deadlineMs: 20_000,
      });
      // By whoever sees it first: provisioning, or the persister that runs.
      assert.ok(missing() > before);
      assert.equal(await consumed(), first, 'it is moved, and stays the same');
      const counted = await chat.database.sql('select count(*)::int as n from message');
      assert.deepEqual(counted, [{ n: 20 }]);
    }
  });

  it('and sees it also while no persister runs', async () => {
    await chat.persisters[0]?.stop();
    await chat.database.sql('delete from event where seq > 5');
    await chat.database.sql('update progress set seq = 5');
    const { lines } = await runProgram('provision', provisionEnv(chat.nats, chat.database));
    assert.match(lines.join('\n'), /rows are missing/);
    const persister = await chat.startPersister();
    await eventually(async () => {
      const [row] = await chat.database.sql('select count(*)::int as n from event');
      assert.equal(row?.['n'], 20);
    });
    assert.equal(persister.lines().filter((line) => line.includes('rows are missing')).length, 0);
  });
});
