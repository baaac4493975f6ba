// A gateway that has not read the end of the log yet would ask ring and rows as of then for what is in the log already.
import assert from 'node:assert/strict';
import { type Child, startChild } from '../../../src/local/child.ts';
import { programSpec } from '../../../src/local/programs.ts';
import { eventually } from '../../support/eventually.ts';
import { startNats, type TestNats } from '../../support/nats.ts';

describe('gateway: before it has caught up (P4, P7)', () => {
  let nats: TestNats;
  let gateway: Child | undefined;
  before(async () => {
    nats = await startNats();
  });
  after(async () => {
    await gateway?.stop();
    await nats?.stop();
  });

  it('serves nobody, however long that takes', async () => {
    const provision = await nats.connect('provision');
    const jsm = await provision.jetstreamManager();
    // The one consumer that there may be is somebody else's: the gateway cannot read.
    await jsm.streams.add({ name: 'CHAT', subjects: ['chat.>'], max_consumers: 1 });
    const config = { name: 'persister', durable_name: 'persister', filter_subject: 'chat.>' };
    await jsm.consumers.add('CHAT', config);
    gateway = startChild(
      programSpec('gateway', 'gateway', {
        HOST: '127.0.0.1',
        PORT: '0',
        OPS_PORT: '0',
        NATS_URL: nats.url,
        NATS_USER: 'gateway',
        NATS_PASSWORD: nats.passwords.gateway,
        SESSION_SECRET: 'x'.repeat(32),
      }),
    );
    const said = (what: RegExp) => gateway?.lines().filter((line) => what.test(line)).length ?? 0;
    const tries = () => said(/the consumer cannot be opened/);
    await eventually(() => assert.ok(tries() >= 4), { deadlineMs: 30_000 });
    assert.equal(said(/"listening"/), 0);
    await jsm.consumers.delete('CHAT', 'persister');
    await eventually(() => assert.equal(said(/"listening"/), 1), { deadlineMs: 30_000 });
    await provision.close();
  });
});
