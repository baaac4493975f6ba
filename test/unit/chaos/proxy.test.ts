// A way that misbehaves does so as its name says, and gives back what it only held.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { startProxy, type TcpProxy, TRICKLE_EVERY_MS } from '../../chaos/proxy.ts';
import { eventually } from '../../support/eventually.ts';

const TEXT = 'a frame of some bytes';

describe('a proxy of make chaos', () => {
  let server: Server;
  let proxy: TcpProxy;
  let arrived: string;
  let ended: number;
  const clients: Socket[] = [];
  beforeEach(async () => {
    arrived = '';
    ended = 0;
    server = createServer((socket) => {
      socket.on('data', (bytes) => {
        arrived += String(bytes);
        socket.write(bytes);
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        ended += 1;
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    proxy = await startProxy({ name: 'way', to: (server.address() as AddressInfo).port });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  const open = async () => {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    const client = { socket, heard: '', reset: false };
    clients.push(socket);
    socket.on('data', (bytes) => {
      client.heard += String(bytes);
    });
    socket.on('error', () => {
      client.reset = true;
    });
    await once(socket, 'connect');
    return client;
  };
  /** Long enough for whatever passes to have arrived: others said something and heard it, again and again. */
  const pastTheProxy = async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1' });
    clients.push(socket);
    for (let times = 0; times < 20; times++) {
      socket.write('.');
      await once(socket, 'data');
    }
    arrived = arrived.replaceAll('.', '');
    socket.destroy();
  };
  const arrives = (text: string) => eventually(() => assert.equal(arrived, text));

  it('passes both ways', async () => {
    const client = await open();
    client.socket.write(TEXT);
    await eventually(() => assert.equal(client.heard, TEXT));
  });

  it('holds what is said, and gives it back, also of somebody who has gone', async () => {
    const [stays, goes] = [await open(), await open()];
    proxy.behave({ how: 'hold' });
    goes.socket.write('gone ');
    stays.socket.write('stays ');
    await pastTheProxy();
    goes.socket.resetAndDestroy();
    const later = await open();
    later.socket.write('later ');
    await pastTheProxy();
    assert.equal(arrived, '');
    proxy.behave({ how: 'pass' });
    await eventually(() => {
      assert.deepEqual(arrived.trim().split(' ').sort(), ['gone', 'later', 'stays']);
    });
    await eventually(() => assert.equal(stays.heard, 'stays '));
  });

  it('loses what is said and resets afterwards', async () => {
    const client = await open();
    client.socket.write('before');
    await arrives('before');
    proxy.behave({ how: 'drop' });
    client.socket.write(TEXT);
    const later = await open();
    later.socket.write('later');
    proxy.behave({ how: 'pass' });
    await eventually(() => assert.deepEqual([client.reset, later.reset], [true, true]));
    assert.equal(arrived, 'before');
  });

  it('lets nobody in and throws out who is', async () => {
    const client = await open();
    proxy.behave({ how: 'refuse' });
    await eventually(() => assert.equal(client.reset, true));
    const late = connect({ port: proxy.port, host: '127.0.0.1' });
    clients.push(late);
    late.on('error', () => undefined);
    await eventually(() => assert.equal(late.destroyed, true));
  });

  it('is late in order, and slow without a byte lost', async () => {
    const client = await open();
    proxy.behave({ how: 'delay', ms: 300 });
    client.socket.write('one ');
    await pastTheProxy();
    client.socket.write('two ');
    assert.equal(arrived, '');
    await arrives('one two ');
    proxy.behave({ how: 'trickle', bytes: 4 });
    client.socket.write(TEXT);
    await eventually(() => assert.equal(arrived, `one two ${TEXT.slice(0, 4)}`));
    await arrives(`one two ${TEXT}`);
  });

  it('is as slow where much is said in small parts', async () => {
    const client = await open();
    client.socket.setNoDelay(true);
    proxy.behave({ how: 'trickle', bytes: 2 });
    const began = performance.now();
    for (let said = 0; said < 40; said++) {
      client.socket.write('x');
      await pastTheProxy();
    }
    const ticks = (performance.now() - began) / TRICKLE_EVERY_MS;
    assert.ok(arrived.length <= 2 * (ticks + 2), `${arrived.length} in ${ticks} ticks`);
    await arrives('x'.repeat(40));
  });

  it('cuts in the middle of a frame: half of it arrives, nothing behind it', async () => {
    const client = await open();
    client.socket.write('before');
    await arrives('before');
    proxy.cut();
    client.socket.write(TEXT);
    await eventually(() => assert.equal(ended, 1));
    assert.equal(arrived, `before${TEXT.slice(0, TEXT.length >> 1)}`);
    await eventually(() => assert.equal(client.reset, true));
  });
});
