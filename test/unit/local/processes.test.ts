import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../../../src/local/child.ts';
import { identity, openProcessRecord } from '../../../src/local/processes.ts';
import { tempDir } from '../../support/temp.ts';

const idle = () =>
  startChild({
    name: 'idle',
    command: process.execPath,
    args: ['-e', 'console.log("ready"); setInterval(() => {}, 1000)'],
    env: process.env,
  });
const ready = (line: string) => (line === 'ready' ? true : undefined);

describe('what a killed runner left behind', () => {
  const dir = tempDir('processes');
  after(() => dir.remove());

  it('is ended in order by the next one, which says what it ended', async () => {
    const children = { 'gateway-1': idle(), nats: idle() };
    await Promise.all(Object.values(children).map((child) => child.waitForLine(ready, 5_000)));
    const record = openProcessRecord(dir.path);
    for (const [name, child] of Object.entries(children))
      record.add(name, child.pid ?? 0, 'SIGTERM');

    const order = ['gateway-1', 'nats'];
    const ended = await openProcessRecord(dir.path).endLeftovers((name) => order.indexOf(name));

    assert.deepEqual(
      ended,
      order.map((name) => `${name} (pid ${children[name as keyof typeof children].pid})`),
    );
    for (const child of Object.values(children))
      assert.equal((await child.exited).signal, 'SIGTERM');
    assert.deepEqual(await record.endLeftovers(() => 0), []);
  });

  it('is not confused with another process that has its number now', async () => {
    const file = join(dir.path, 'gateway-9.json');
    const entry = { pid: process.pid, identity: 'another boot/1', stopSignal: 'SIGKILL' };
    writeFileSync(file, JSON.stringify(entry));
    assert.deepEqual(await openProcessRecord(dir.path).endLeftovers(() => 0), []);
    assert.equal(existsSync(file), false);
  });

  it('survives a record that was half written', async () => {
    writeFileSync(join(dir.path, 'nats.json'), '{"pid":');
    assert.deepEqual(await openProcessRecord(dir.path).endLeftovers(() => 0), []);
  });

  it('knows a process by its start, and nobody by a free number', () => {
    assert.equal(identity(process.pid), identity(process.pid));
    assert.notEqual(identity(process.pid), identity(1));
    assert.equal(identity(4_194_304), undefined);
  });
});
