// The component `tls` on real servers: the whole chat goes over encrypted connections, and who comes without, or is
// not whom the authority signed for, is refused (P9).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import type { Child } from '../../src/local/child.ts';
import { newCredentials } from '../../src/local/credentials.ts';
import { natsReady } from '../../src/local/nats.ts';
import { programEnv } from '../../src/local/programs.ts';
import { openSession } from '../support/chat.ts';
import { freePort } from '../support/free-port.ts';
import { oneCluster } from '../support/nats-cluster.ts';
import { sql } from '../support/postgres.ts';
import { provision, runProgram, startProgram, type TestProgram } from '../support/program.ts';
import { tempDir } from '../support/temp.ts';
import {
  makeCertificates,
  serveNatsOverTls,
  servePostgresOverTls,
  startNatsOverTls,
} from '../support/tls.ts';
import { connectWire } from '../support/wire.ts';

describe('certificates for NATS and Postgres', function () {
  this.timeout(120_000);
  const credentials = newCredentials();
  const children: Child[] = [];
  const programs: TestProgram[] = [];
  let dir: ReturnType<typeof tempDir>;
  let certificates: string;
  let authorities: { NATS_CA_FILE: string; DATABASE_CA_FILE: string };
  let natsPort: number;
  let env: ReturnType<typeof programEnv>;

  before(async () => {
    dir = tempDir('tls');
    certificates = makeCertificates(join(dir.path, 'certificates'));
    authorities = {
      NATS_CA_FILE: join(certificates, 'nats/ca.crt'),
      DATABASE_CA_FILE: join(certificates, 'postgres/ca.crt'),
    };
    const postgres = await servePostgresOverTls({ dir: dir.path, certificates, credentials });
    children.push(postgres.child);
    const nats = await serveNatsOverTls({ name: 'nats', dir: dir.path, certificates, credentials });
    children.push(nats.child);
    natsPort = nats.port;
    const places = { natsUrl: `tls://localhost:${natsPort}`, postgresPort: postgres.port };
    env = programEnv(credentials, places);
    for (const program of [env.persister, env.operator]) {
      program.DATABASE_URL = program.DATABASE_URL.replace('127.0.0.1', 'localhost');
    }
    env.provision.ADMIN_DATABASE_URL = env.provision.ADMIN_DATABASE_URL.replace(
      '127.0.0.1',
      'localhost',
    );
    await provision({ ...env.provision, ...authorities });
  });
  after(async () => {
    for (const program of programs) await program.stop();
    for (const child of children.reverse()) await child.stop();
    dir.remove();
  });

  it('carry a message from a socket to its row and back', async () => {
    programs.push(await startProgram('persister', { ...env.persister, ...authorities }));
    const gateway = await startProgram('gateway', {
      ...env.gateway,
      NATS_CA_FILE: authorities.NATS_CA_FILE,
      DRAIN_MS: '200',
    });
    programs.push(gateway);
    const { token } = await openSession(`http://127.0.0.1:${gateway.port}`, 'Ada');
    const ada = await connectWire(`ws://127.0.0.1:${gateway.port}/ws`, { token });
    await ada.join('lobby');
    const ack = await ada.post('lobby', 'in confidence');
    await ada.waitFor(
      (frame) => frame.type === 'persisted' && Number(frame['seq']) >= Number(ack['seq']),
    );
    await ada.close();
  });

  it('are asked for: who speaks to NATS in the clear is sent away', async () => {
    const socket = connectTcp(natsPort, '127.0.0.1');
    socket.setEncoding('utf8');
    let said = '';
    socket.on('data', (text: string) => {
      if (said === '') {
        const { gateway } = credentials.nats;
        socket.write(`CONNECT {"verbose":false,"user":"gateway","pass":"${gateway}"}\r\nPING\r\n`);
      }
      said += text;
    });
    socket.on('error', () => undefined);
    await once(socket, 'close');
    assert.match(said, /"tls_required":true/);
    assert.doesNotMatch(said, /PONG/);
  });

  it('are asked for: who speaks to Postgres in the clear is sent away', async () => {
    await assert.rejects(sql(env.persister.DATABASE_URL, 'select 1'), /no encryption/);
  });

  it('of another authority are not believed, by NATS’ clients nor by Postgres’', async () => {
    const others = makeCertificates(join(dir.path, 'others'));
    for (const [variable, file] of [
      ['NATS_CA_FILE', join(others, 'nats/ca.crt')],
      ['DATABASE_CA_FILE', join(others, 'postgres/ca.crt')],
    ] as const) {
      const { code, lines } = await runProgram('provision', {
        ...env.provision,
        ...authorities,
        [variable]: file,
        WAIT_MS: '3000',
      });
      assert.equal(code, 1, variable);
      assert.match(lines.join('\n'), /certificate|no NATS within/, variable);
    }
  });

  it('and a password join servers to a cluster; without the password none joins', async () => {
    const ports = [await freePort(), await freePort(), await freePort()];
    const start = async (name: string, port: number, password: string) => {
      const routes = ports.map((to) => `nats://route:${password}@localhost:${to}`);
      const child = await startNatsOverTls({
        name,
        dir: dir.path,
        certificates,
        credentials,
        cluster: { port, password, routes },
      });
      children.push(child);
      await natsReady(child);
      return child;
    };
    const servers: Child[] = [];
    for (const port of ports) servers.push(await start(`nats-${port}`, port, 'known'));
    await oneCluster(servers);
    await start('stranger', await freePort(), 'guessed');
    const isRefused = (line: string) => (/authentication error/i.test(line) ? true : undefined);
    await Promise.any(servers.map((server) => server.waitForLine(isRefused, 30_000)));
  });
});
