import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { WAITING_MAX } from '../../../../src/client/feed.ts';
import { connect, type RoomClient } from '../../../../src/client/room-client.ts';
import { chatAtTerminal } from '../../../../src/client/terminal/chat.ts';
import { chatThroughPipe } from '../../../../src/client/terminal/pipe.ts';
import { Screen } from '../../../../src/client/terminal/screen.ts';
import { eventAt } from '../../web/events.ts';
import { Sockets, welcome } from '../sockets.ts';
import { live } from './sitting.ts';

describe('the terminal chat, where its output is no terminal', () => {
  it('writes to a pipe, which knows neither colours nor a width', () => {
    const output = new PassThrough();
    const screen = new Screen(new PassThrough(), output);
    screen.print('hello');
    assert.match(String(output.read()), /hello/);
    screen.close();
  });

  it('ends quietly with what it is written to, and gives the terminal back', async () => {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), { setRawMode: (on: boolean) => modes.push(on) });
    const output = new PassThrough();
    const client = {
      on: () => () => undefined,
      join: async () => undefined,
      pending: () => [],
      close: () => undefined,
    } as unknown as RoomClient;
    const ended = chatAtTerminal(client, { room: 'lobby', input, output });
    output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    assert.equal(await ended, 0);
    assert.deepEqual(modes, [true, false]);
    assert.ok(input.isPaused(), 'nothing keeps the program');
  });

  it('ends quietly with the terminal, which cannot be switched back any more', async () => {
    const input = Object.assign(new PassThrough(), {
      setRawMode: (on: boolean) => on || input.emit('error', new Error('setRawMode EIO')),
    });
    let ended = 0;
    const screen = new Screen(input, new PassThrough());
    screen.listen({
      typed: () => undefined,
      changed: () => undefined,
      completed: () => undefined,
      closed: () => {
        ended += 1;
      },
    });
    input.emit('error', new Error('read EIO'));
    assert.equal(ended, 1);
  });

  it('stores every line, though nobody reads the answers any more', async () => {
    const posted: string[] = [];
    const client = {
      on: () => () => undefined,
      ready: async () => undefined,
      join: async () => undefined,
      close: () => undefined,
      post: (_room: string, text: string) => {
        posted.push(text);
        return { id: text, stored: Promise.resolve({ id: text, seq: posted.length }) };
      },
    } as unknown as RoomClient;
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const input = new PassThrough();
    input.end('one\ntwo\nthree\n');
    const options = { room: 'lobby', past: undefined, follow: false, say: () => undefined };
    const code = await chatThroughPipe(client, { ...options, input, output });
    assert.deepEqual([code, posted], [0, ['one', 'two', 'three']]);
  });

  it('holds so much for a reader that is slow, gives it all of that, and ends with a number that says so', async () => {
    const { WebSocket, opened } = new Sockets();
    const client = connect({ url: 'ws://127.0.0.1:9', token: 't', WebSocket });
    const said: string[] = [];
    let [lines, isSlow] = [0, true];
    let goOn: () => void = () => assert.fail('nothing was written');
    const output = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => {
        lines += 1;
        goOn = done;
        if (!isSlow) done();
      },
    });
    const options = { room: 'lobby', input: undefined, past: undefined, follow: true };
    const ended = chatThroughPipe(client, { ...options, output, say: (one) => said.push(one) });
    await turn();
    welcome(opened[0]);
    await turn();
    opened[0]?.frame(live(0));
    await turn();
    for (let seq = 1; seq <= WAITING_MAX + 10; seq += 1) {
      opened[0]?.frame(eventAt(seq));
      if (seq === 1) await turn();
    }
    await turn();
    assert.equal(lines, 1, 'nothing is written to who does not read');
    isSlow = false;
    goOn();
    assert.equal(await ended, 74);
    assert.equal(lines, 1 + WAITING_MAX);
    assert.match(said.join(), /lobby: The loop is more than 10000 behind/);
  });
});
