// A NATS that stands still for longer than a dial may take, and goes on: every program has one connection again, and what
// it asks is answered (P7). The product's own way to connect, on real servers, with and without encryption.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DebugEvents } from 'nats';
import { pino } from 'pino';
import { newCredentials } from '../../src/local/credentials.ts';
import { connectNats, type NatsLink } from '../../src/shared/nats.ts';
import { eventually } from '../support/eventually.ts';
import {
  type FreezableNats,
  startFreezableNats,
  startFreezableNatsOverTls,
} from '../support/frozen-nats.ts';
import { tempDir } from '../support/temp.ts';
import { makeCertificates } from '../support/tls.ts';

/** After two seconds a server gives up on whoever does not say who it is: the end of a dial that was forgotten. */
const SETTLED_MS = 6_000;

describe('a NATS server that stood still (P7)', function () {
  this.timeout(120_000);
  const credentials = newCredentials();
  const links: NatsLink[] = [];
  const all: FreezableNats[] = [];
  let dir: ReturnType<typeof tempDir>;
  let certificates: string;
  let caFile: string;
  /** What each case promises: all of them stand still at the same time, each with servers of its own. */
  let cases: Record<'lost' | 'dialling' | 'full', Promise<void>>;

  before(async () => {
    dir = tempDir('frozen');
    certificates = makeCertificates(join(dir.path, 'certificates'));
    caFile = join(certificates, 'nats/ca.crt');
    cases = { lost: lost(), dialling: dialling(), full: full() };
    // Whichever is waited for later than it fails.
    for (const one of Object.values(cases)) one.catch(() => undefined);
  });
  after(async () => {
    for (const server of all) server.thaw();
    for (const link of links) await link.close();
    for (const server of all) await server.stop();
    dir.remove();
  });

  const startPlain = async (count: number) => {
    const started = await Promise.all(
      Array.from({ length: count }, () =>
        startFreezableNats(join(dir.path, randomUUID()), credentials.nats),
      ),
    );
    all.push(...started);
    return started;
  };
  const startEncrypted = async () => {
    const over = { dir: dir.path, certificates, credentials };
    const server = await startFreezableNatsOverTls({ name: `tls-${randomUUID()}`, ...over });
    all.push(server);
    return [server];
  };

  const connect = async (servers: readonly FreezableNats[], ca?: string) => {
    const link = await connectNats(
      'gateway',
      {
        NATS_URL: servers.map(({ url }) => url),
        NATS_USER: 'gateway',
        NATS_PASSWORD: credentials.nats.gateway,
        NATS_CA_FILE: ca,
      },
      pino({ level: 'silent' }),
    );
    links.push(link);
    return link;
  };
  /** Resolves when that many dials were begun from now on. */
  const dials = async ({ nc }: NatsLink, count: number) => {
    let begun = 0;
    for await (const { type } of nc.status()) {
      if (type === DebugEvents.Reconnecting) begun++;
      if (begun === count) return;
    }
  };
  const isWhole = async (link: NatsLink, servers: readonly FreezableNats[]) => {
    const isAlone = async () => {
      const names = await Promise.all(servers.map((server) => server.connections()));
      assert.deepEqual(names.flat(), ['gateway']);
    };
    await eventually(() => assert.ok(link.connected()), { deadlineMs: 20_000 });
    // Before the server itself gives up on who does not say who it is.
    await eventually(isAlone, { deadlineMs: 1_000 });
    const watchedUntil = performance.now() + SETTLED_MS;
    while (performance.now() < watchedUntil) {
      await isAlone();
      await link.nc.request('$JS.API.INFO', '', { timeout: 2_000 });
      assert.ok(link.connected());
    }
  };

  const lost = async () => {
    const [plain, encrypted] = await Promise.all([startPlain(2), startEncrypted()]);
    const linked = [
      { servers: plain, link: await connect(plain) },
      { servers: encrypted, link: await connect(encrypted, caFile) },
    ];
    await Promise.all(
      linked.map(async ({ servers, link }) => {
        const begun = dials(link, 1 + servers.length);
        for (const server of servers) server.freeze();
        await begun;
        for (const server of servers) server.thaw();
        await isWhole(link, servers);
      }),
    );
  };
  const dialling = async () => {
    const [plain, encrypted] = await Promise.all([startPlain(2), startEncrypted()]);
    for (const server of [...plain, ...encrypted]) server.freeze();
    const connecting = [connect(plain), connect(encrypted, caFile)] as const;
    // Two dials are given up after five seconds each, and begin half a second after each other.
    await new Promise((resolve) => setTimeout(resolve, 11_500));
    for (const server of [...plain, ...encrypted]) server.thaw();
    await Promise.all([
      isWhole(await connecting[0], plain),
      isWhole(await connecting[1], encrypted),
    ]);
  };
  const full = async () => {
    const servers = await startPlain(1);
    const link = await connect(servers);
    for (const server of servers) server.freeze();
    const bytes = new Uint8Array(100_000);
    for (let i = 0; i < 500; i++) link.nc.publish('signal.room.lobby.typing', bytes);
    await eventually(() => assert.ok(!link.connected()), { deadlineMs: 20_000 });
    for (const server of servers) server.thaw();
    await isWhole(link, servers);
  };

  it('has one connection of a program that lost it and dialled again and again', () => cases.lost);
  it('has one connection of a program that dialled while it stood still', () => cases.dialling);
  it('is left within seconds also where what was written cannot leave', () => cases.full);
});
