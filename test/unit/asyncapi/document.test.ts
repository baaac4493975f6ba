// The description of the protocol for machines is made of the lists that programs go over: what comes to one of them is in it.
import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { z } from 'zod';
import { FACTS } from '../../../src/chat/features.ts';
import { defineFact, type FactKind } from '../../../src/chat/kernel/fact.ts';
import { answersOf, SCHEMAS } from '../../../src/gateway/socket/commands.ts';
import { PARTS } from '../../../src/gateway/socket/frame-parts.ts';
import { FRAMES } from '../../../src/gateway/socket/frames.ts';
import { documentOf, type Protocol } from '../../asyncapi/document.ts';
import { exampleFaults } from '../../asyncapi/sound.ts';

interface Document {
  channels: { socket: { messages: Record<string, unknown> } };
  operations: Record<string, { action: string; reply?: { messages: { $ref: string }[] } }>;
  components: {
    messages: Record<string, { summary?: string; correlationId?: unknown; examples?: unknown }>;
    schemas: Record<string, { additionalProperties?: unknown; required?: string[] }>;
  };
}

const OURS: Protocol = {
  taken: SCHEMAS,
  said: FRAMES,
  parts: PARTS,
  facts: FACTS as readonly FactKind[],
  answersOf,
  examples: new Map(),
};
const described = (more: Partial<Protocol> = {}) =>
  documentOf({ ...OURS, ...more }) as unknown as Document;

const sung = defineFact({
  type: 'SongSung',
  subject: () => 'chat.room.r.message',
  versions: [
    { data: z.looseObject({ song: z.string() }) },
    { data: z.looseObject({ song: z.string(), key: z.string() }) },
  ],
}) as FactKind;

const eventOf = (event: string, data: unknown, v?: number) => ({
  type: 'event',
  room: 'r',
  seq: 1,
  at: '2026-11-23T23:10:51.646Z',
  event,
  ...(v !== undefined && { v }),
  user: { id: 'u', name: 'Ada' },
  id: '01a20aad-2efb-7447-bca8-ec6b708f29b6',
  data,
});

describe('the protocol’s description', () => {
  it('has every frame of both sides, each with what it is, in an operation or an answer', () => {
    const { channels, components, operations } = described();
    const names = [
      ...[...SCHEMAS.keys()].map((type) => `client.${type}`),
      ...Object.keys(FRAMES).map((type) => `server.${type}`),
    ];
    assert.deepEqual(Object.keys(channels.socket.messages), names);
    const answers = Object.values(operations).flatMap(({ reply }) => reply?.messages ?? []);
    for (const name of names) {
      assert.ok(components.messages[name]?.summary, `${name} says what it is`);
      const isAnswer = answers.some(({ $ref }) => $ref.endsWith(`/${name}`));
      assert.ok(name in operations !== isAnswer, name);
    }
  });

  it('takes up a new command, with the answers of its kind', () => {
    const sing = z.strictObject({ type: z.literal('sing'), id: z.uuidv7(), room: z.string() });
    const { operations, components } = described({
      taken: new Map([...SCHEMAS, ['sing', sing]]),
      answersOf: (type) => (type === 'sing' ? ['ack'] : answersOf(type)),
    });
    const { action, reply } = operations['client.sing'] ?? {};
    assert.equal(action, 'receive');
    assert.deepEqual(
      reply?.messages.map(({ $ref }) => $ref.split('/').at(-1)),
      ['server.ack', 'server.error'],
    );
    assert.deepEqual(components.schemas['client.sing']?.required, ['type', 'id', 'room']);
    assert.deepEqual(components.messages['client.sing']?.correlationId, {
      location: '$message.payload#/id',
    });
  });

  it('takes up a new frame of gateways as one that comes unasked', () => {
    const typing = z.strictObject({ type: z.literal('typing'), room: z.string() });
    const { operations } = described({ said: { ...FRAMES, typing } });
    assert.equal(operations['server.typing']?.action, 'send');
  });

  it('says of an event what its data is where it knows the type and version, and nothing of others', () => {
    const document = described({ facts: [...OURS.facts, sung] });
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ ...document, $id: 'document' });
    const fits = ajv.compile({ $ref: 'document#/components/schemas/server.event' });
    assert.ok(fits(eventOf('MessagePosted', { text: 'hello' })));
    assert.ok(!fits(eventOf('MessagePosted', { words: 'hello' })));
    assert.ok(fits(eventOf('MessagePosted', { words: 'hello' }, 2)), 'of a newer version');
    assert.ok(fits(eventOf('SongSung', { song: 'la', key: 'C' }, 2)));
    assert.ok(!fits(eventOf('SongSung', { song: 'la' }, 2)));
    assert.ok(fits(eventOf('SomethingElse', { any: 1 })));
    assert.ok(fits({ ...eventOf('SongSung', { song: 'la', key: 'C', more: 1 }, 2), more: 1 }));
  });

  it('lets gateways say more, and clients nothing that is not known', () => {
    const { schemas } = described().components;
    for (const [name, schema] of Object.entries(schemas)) {
      assert.equal(schema.additionalProperties, name.startsWith('client.') ? false : undefined);
    }
  });

  it('does not fit an example that is none of its message', () => {
    const shown = { type: 'joined', room: 'lobby', head: 4 };
    const faultsOf = (example: typeof shown) =>
      exampleFaults(documentOf({ ...OURS, examples: new Map([['server.joined', [example]]]) }));
    assert.deepEqual(faultsOf(shown), []);
    assert.deepEqual(faultsOf({ ...shown, head: -1 }), [
      'server.joined is not {"type":"joined","room":"lobby","head":-1}',
    ]);
  });
});
