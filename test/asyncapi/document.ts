// The protocol for machines: an AsyncAPI 3 document of one gateway, made of the lists that programs go over. What comes to
// one of them is in it by itself. docs/PROTOCOL.md is the prose, and says what no schema can: orders, cursors, coming back.
import type { z } from 'zod';
import type { FactKind } from '../../src/chat/kernel/fact.ts';
import { type JsonSchema, refTo, schemasOf } from '../../src/gateway/api/json-schema.ts';
import { CloseCode } from '../../src/shared/wire/codes.ts';
import { SUBPROTOCOL } from '../../src/shared/wire/frames.ts';
import type { Examples } from './examples.ts';
import { dataByType, dataOf } from './schemas.ts';

export interface Protocol {
  /** What a gateway takes, by type. */
  taken: ReadonlyMap<string, z.ZodType>;
  /** What it says, by type, and what several of those frames have in common, by name. */
  said: Readonly<Record<string, z.ZodType>>;
  parts: Readonly<Record<string, z.ZodType>>;
  facts: readonly FactKind[];
  /** The frames that answer what is taken, besides `error`. */
  answersOf: (type: string) => readonly string[];
  examples: Examples;
}

const EVERY_ANSWER = 'error';
const CHANNEL = { $ref: '#/channels/socket' };
const onChannel = (name: string) => ({ $ref: `${CHANNEL.$ref}/messages/${name}` });

export function documentOf(protocol: Protocol): JsonSchema {
  const { taken, said, parts, facts, answersOf, examples } = protocol;
  const shared = [...Object.entries(parts), ...dataOf(facts)];
  const frames = Object.entries(said).map(([type, schema]) => [`server.${type}`, schema] as const);
  const commands = [...taken].map(([type, schema]) => [`client.${type}`, schema] as const);
  const payloads: Record<string, JsonSchema> = {
    ...schemasOf(commands, { io: 'input', open: false, target: 'draft-7' }),
    ...schemasOf([...frames, ...shared], { io: 'output', open: true, target: 'draft-7' }),
  };
  const { 'server.event': event } = payloads;
  if (event !== undefined) event['allOf'] = dataByType(facts);
  const names = [...commands, ...frames].map(([name]) => name);
  const messages = names.map((name) => [name, messageOf(name, payloads[name] ?? {}, examples)]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: `ChatK8S: ${SUBPROTOCOL}`,
      version: '1',
      description: INTRODUCTION,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: { gateway: GATEWAY },
    channels: {
      socket: {
        address: '/ws',
        description: 'One socket for all rooms; each text frame is one JSON object with a `type`.',
        bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
        'x-close-codes': CloseCode,
        messages: Object.fromEntries(
          names.map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations: { ...received([...taken.keys()], answersOf), ...pushed(protocol) },
    components: {
      securitySchemes: SECURITY,
      messages: Object.fromEntries(messages),
      schemas: payloads,
    },
  };
}

/** What clients send, each with what answers it. */
function received(types: readonly string[], answersOf: Protocol['answersOf']): JsonSchema {
  const operations = types.map((type) => {
    const answers = [...answersOf(type), EVERY_ANSWER].map((name) => onChannel(`server.${name}`));
    return [
      `client.${type}`,
      {
        action: 'receive',
        channel: CHANNEL,
        messages: [onChannel(`client.${type}`)],
        reply: { channel: CHANNEL, messages: answers },
      },
    ];
  });
  return Object.fromEntries(operations);
}

/** What comes without having been asked for by a frame of its own. */
function pushed({ taken, said, answersOf }: Protocol): JsonSchema {
  const answers = new Set([EVERY_ANSWER, ...[...taken.keys()].flatMap(answersOf)]);
  const operations = Object.keys(said)
    .filter((type) => !answers.has(type))
    .map((type) => [
      `server.${type}`,
      { action: 'send', channel: CHANNEL, messages: [onChannel(`server.${type}`)] },
    ]);
  return Object.fromEntries(operations);
}

function messageOf(name: string, payload: JsonSchema, examples: Examples): JsonSchema {
  const { description, properties } = payload as { description?: string; properties?: object };
  const shown = examples.get(name) ?? [];
  return {
    name: name.slice(name.indexOf('.') + 1),
    ...(description !== undefined && { summary: description }),
    // What an answer is told apart by. An event has the id of the command that led to it.
    ...(Object.hasOwn(properties ?? {}, 'id') && {
      correlationId: { location: '$message.payload#/id' },
    }),
    payload: refTo(name),
    ...(shown.length > 0 && { examples: shown.map((frame) => ({ payload: frame })) }),
  };
}

const INTRODUCTION =
  `What clients and gateways of ChatK8S say to each other over a WebSocket, from a gateway's side: it
receives what clients send. PROTOCOL.md, beside this file, says what no schema can: how one gets a token, the order of events,
cursors, ids, limits and how to come back. Whoever reads frames passes over types, fields, events and codes it does not know.
`.replaceAll(/\n(?=.)/g, ' ');

const GATEWAY = {
  host: '{host}',
  protocol: 'ws',
  description: 'Any gateway serves every room. Behind TLS it is wss.',
  variables: { host: { default: '127.0.0.1:8080', description: 'As `make run` has it.' } },
  security: [
    { $ref: '#/components/securitySchemes/token' },
    { $ref: '#/components/securitySchemes/cookie' },
  ],
};

const SECURITY = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'Of `POST /api/session`, or of the identity provider.',
  },
  cookie: {
    type: 'httpApiKey',
    in: 'cookie',
    name: 'chatk8s_session',
    description:
      'Set by `POST /api/session`; with the port of the host behind its name, if it has one.',
  },
};
