import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openSocket } from '../../../src/client/socket.ts';
import { Sockets } from './sockets.ts';

describe('a socket', () => {
  const open = () => {
    const { opened, WebSocket } = new Sockets();
    const heard: unknown[] = [];
    const url = 'ws://127.0.0.1:9/ws';
    const handlers = {
      frame: (frame: object) => heard.push(frame),
      closed: (code: number, reason: string) => heard.push([code, reason]),
    };
    const socket = openSocket({ url, token: undefined, WebSocket }, handlers);
    const [scripted] = opened;
    assert.ok(scripted);
    return { socket, scripted, heard };
  };

  it('tells what was said and how it ended', () => {
    const { scripted, heard } = open();
    scripted.frame({ type: 'pong' });
    scripted.close('restart');
    assert.deepEqual(heard, [{ type: 'pong' }, [1012, 'restart']]);
  });

  it('tells nothing any more once it is dropped, neither what was said nor how it ended', () => {
    const { socket, scripted, heard } = open();
    socket.drop(4000);
    scripted.frame({ type: 'pong' });
    scripted.close();
    assert.deepEqual(heard, []);
    assert.equal(scripted.dropped, 4000);
  });

  it('says nothing into one that is ending', () => {
    const { socket, scripted, heard } = open();
    socket.send({ type: 'ping' });
    scripted.closing();
    socket.send({ type: 'ping' });
    assert.deepEqual(scripted.sent, [{ type: 'ping' }]);
    scripted.close();
    assert.deepEqual(heard, [[1012, '']]);
  });

  it('passes over what is not a frame', () => {
    const { scripted, heard } = open();
    for (const data of ['', 'null', '[]', '{"type":1}', 'not json', new ArrayBuffer(4)]) {
      scripted.data(data);
    }
    assert.deepEqual(heard, []);
  });
});
