// A socket from when it is served to when it is gone, over a real one (P8).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Client } from '../../../src/gateway/socket/clients.ts';
import type { ConnectionPorts } from '../../../src/gateway/socket/connection.ts';
import { serveSockets } from '../../../src/gateway/socket/serve.ts';
import { eventually } from '../../support/eventually.ts';
import { uuid7 } from '../../support/wire.ts';
import { connect } from './connected.ts';
import { listen, type Wire } from './wires.ts';

describe('a socket that is served', () => {
  let server: Awaited<ReturnType<typeof listen>>;
  before(async () => {
    server = await listen();
  });
  after(() => server?.stop());

  function gateway(more: Partial<ConnectionPorts> = {}) {
    const { ports, visitor } = connect({ more });
    const here = new Set<Client>();
    const clients = {
      add: (client: Client) => {
        here.add(client);
        return () => void here.delete(client);
      },
      size: 0,
      drain: () => assert.fail('nobody is sent away'),
      stop: () => undefined,
    };
    const serve = serveSockets(clients, ports);
    const counted = async () => (await ports.metrics.connections.get()).values[0]?.value;
    return {
      serve: ({ ws, transport }: Wire) => serve(ws, transport, visitor),
      here,
      hub: ports.hub,
      counted,
    };
  }

  it('is in nothing any more when it is gone', async () => {
    const { serve, here, hub, counted } = gateway();
    const wire = await server.open();
    serve(wire);
    wire.client.send('{"type":"join","room":"lobby"}');
    await eventually(() => assert.equal(hub.rooms, 1));
    assert.deepEqual([here.size, await counted()], [1, 1]);
    wire.client.close();
    await once(wire.ws, 'close');
    assert.deepEqual([here.size, await counted(), hub.rooms], [0, 0, 0]);
  });

  it('is not taken for silent while it is not read, and is when it says nothing', async () => {
    const { serve, here, hub } = gateway();
    const wire = await server.open();
    serve(wire);
    const [client] = here;
    assert.deepEqual([client?.heard(), client?.heard()], [true, false]);
    wire.client.send('{"type":"join","room":"lobby"}');
    await eventually(() => assert.equal(hub.rooms, 1));
    assert.deepEqual([client?.heard(), client?.heard()], [true, false]);
    // The log never answers: as many as may wait do.
    for (let n = 0; n < 64; n++) {
      wire.client.send(JSON.stringify({ type: 'post', id: uuid7(), room: 'lobby', text: 'hi' }));
    }
    await eventually(() => assert.equal(wire.ws.isPaused, true));
    assert.deepEqual([client?.heard(), client?.heard(), client?.heard()], [true, true, true]);
  });

  it('is put nowhere where it closed before that, and said', async () => {
    const faults: unknown[] = [];
    const { serve, here, counted } = gateway({ onFault: (error) => faults.push(error) });
    const wire = await server.open();
    wire.ws.terminate();
    await once(wire.ws, 'close');
    serve(wire);
    assert.deepEqual([here.size, await counted()], [0, 0]);
    assert.match(String(faults), /closed before/);
  });
});
