// A WebSocket as a connection sees it, over a real one (P8).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mock } from 'node:test';
import { adaptSocket } from '../../../src/gateway/socket/socket.ts';
import { CloseCode } from '../../../src/shared/wire/codes.ts';
import { eventually } from '../../support/eventually.ts';
import { listen } from './wires.ts';

describe('socket', () => {
  let server: Awaited<ReturnType<typeof listen>>;
  before(async () => {
    server = await listen();
  });
  after(() => server?.stop());
  afterEach(() => mock.timers.reset());

  it('of a client that does not answer a close is cut after two seconds, not before', async () => {
    const { ws, transport } = await server.openMute();
    mock.timers.enable({ apis: ['setTimeout'] });
    adaptSocket(ws, transport).close(CloseCode.restart, '{}');
    mock.timers.tick(1_999);
    assert.deepEqual([ws.readyState, transport.destroyed], [ws.CLOSING, false]);
    mock.timers.tick(1);
    mock.timers.reset();
    assert.equal(transport.destroyed, true);
    await eventually(() => assert.equal(ws.readyState, ws.CLOSED));
  });

  it('tells a client that answers why it is closed', async () => {
    const { client, ws, transport } = await server.open();
    adaptSocket(ws, transport).close(CloseCode.slow, 'why');
    const [code, reason] = await once(client, 'close');
    assert.deepEqual([code, String(reason)], [4008, 'why']);
  });
});
