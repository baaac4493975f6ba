import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { describe, it } from 'mocha';
import type { ChatClient } from '../../../../src/client/client.ts';
import { chatAtTerminal } from '../../../../src/client/terminal/chat.ts';
import { chatThroughPipe } from '../../../../src/client/terminal/pipe.ts';
import { Screen } from '../../../../src/client/terminal/screen.ts';

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
    } as unknown as ChatClient;
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
    } as unknown as ChatClient;
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const input = new PassThrough();
    input.end('one\ntwo\nthree\n');
    const options = { room: 'lobby', past: undefined, follow: false, say: () => undefined };
    const code = await chatThroughPipe(client, { ...options, input, output });
    assert.deepEqual([code, posted], [0, ['one', 'two', 'three']]);
  });
});
