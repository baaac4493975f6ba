// Who waits for a command at a terminal hears what comes of it, and nobody hears it twice.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ClientEvents, Stored, Unsent } from '../../../../src/client/api.ts';
import { Emitter } from '../../../../src/client/emitter.ts';
import { ChatError } from '../../../../src/client/errors.ts';
import { Giving } from '../../../../src/client/terminal/giving.ts';

class Client extends Emitter<ClientEvents> {
  say: <Name extends keyof ClientEvents>(name: Name, payload: ClientEvents[Name]) => void = (
    name,
    payload,
  ) => this.emit(name, payload);
}

describe('a command that somebody waits for', () => {
  const setUp = () => {
    const client = new Client();
    const unsent: string[] = [];
    const giving = new Giving(client, ({ id }) => unsent.push(id));
    return { client, unsent, giving };
  };
  const refusal = (id: string): Unsent => ({
    ...{ id, room: 'lobby', text: undefined },
    command: { type: 'rename', id, name: 'Ada' },
    error: new ChatError('forbidden', 'no'),
  });

  it('that is refused is said by whoever waits, also under another id', async () => {
    const { client, unsent, giving } = setUp();
    const { promise, reject } = Promise.withResolvers<Stored>();
    const waiting = giving.wait({ id: 'a', stored: promise });
    client.say('renamed', { from: 'a', to: 'b', room: 'lobby' });
    client.say('renamed', { from: 'x', to: 'y', room: 'lobby' });
    client.say('unsent', refusal('b'));
    assert.deepEqual(unsent, []);
    reject(new ChatError('forbidden', 'no'));
    await assert.rejects(waiting, /no/);
    client.say('unsent', refusal('b'));
    client.say('unsent', refusal('c'));
    assert.deepEqual(unsent, ['b', 'c'], 'nobody waits any more');
  });

  it('that is stored is forgotten', async () => {
    const { client, unsent, giving } = setUp();
    const stored = { id: 'a', seq: 3 };
    assert.deepEqual(await giving.wait({ id: 'a', stored: Promise.resolve(stored) }), stored);
    client.say('unsent', refusal('a'));
    assert.deepEqual(unsent, ['a']);
  });
});
