// What `/history` asks a gateway for, which says what the test says.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { connect } from '../../../src/client/client.ts';
import { chatAtTerminal } from '../../../src/client/terminal-chat.ts';
import { eventAt } from '../web/events.ts';
import { Sockets, welcome } from './sockets.ts';

describe('the history in the terminal chat', () => {
  it('begins at the end of a log that is another one', async () => {
    const { WebSocket, opened } = new Sockets();
    const client = connect({ url: 'ws://127.0.0.1:9', token: 't', WebSocket });
    const [input, output] = [new PassThrough(), new PassThrough()];
    const ended = chatAtTerminal(client, { room: 'lobby', input, output });
    await turn();
    const [socket] = opened;
    assert.ok(socket);
    const live = (seq: number) => socket.frame({ type: 'live', room: 'lobby', seq });
    welcome(socket);
    socket.frame(eventAt(3));
    live(3);
    socket.frame({ type: 'reset', room: 'lobby', reason: 'ahead' });
    socket.frame(eventAt(40));
    live(40);
    input.write('/history\r');
    for (let i = 0; i < 5; i += 1) await turn();
    const question = socket.sent.find((frame) => frame.type === 'history');
    input.write('/quit\r');
    await ended;
    assert.equal(question?.before, 40);
  });
});
