// What tests of webhooks share: a receiver that is a real HTTP server, the program that delivers, and a room with an owner who makes
// webhooks. What a receiver takes is verified by the library that receivers use.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook as Verifier } from 'standardwebhooks';
import { webhookIdOf } from '../../src/chat/webhook/id.ts';
import { webhookSecret } from '../../src/shared/webhook-secret.ts';
import type { ListedWebhook } from '../../src/shared/wire/objects.ts';
import { type ChatOptions, startChat, type TestChat } from './chat.ts';
import { startProgram, type TestProgram } from './program.ts';
import type { WireClient } from './wire.ts';

export interface Got {
  id: string;
  path: string;
  type: string;
  timestamp: string;
  data: { room: string; seq: number; user: { id: string }; data: { text?: string } };
  headers: Record<string, string>;
  raw: string;
  at: number;
}

export interface Receiver {
  readonly url: string;
  /** Everything that came, also what was not taken. */
  readonly got: Got[];
  texts: () => (string | undefined)[];
  /** How it answers; 204 unless told. It may never answer. */
  answer: (to: (got: Got, response: ServerResponse) => void) => void;
  stop: () => Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const got: Got[] = [];
  const takes = (_: Got, response: ServerResponse): void => void response.writeHead(204).end();
  let answers = takes;
  const server = createServer((request, response) => void take(request, response));
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const raw = await text(request);
    const headers = request.headers as Record<string, string>;
    const { type, timestamp, data } = JSON.parse(raw) as Pick<Got, 'type' | 'timestamp' | 'data'>;
    const id = headers['webhook-id'] ?? '';
    const path = request.url ?? '';
    const one = { id, path, type, timestamp, data, headers, raw, at: Date.now() };
    got.push(one);
    answers(one, response);
  };
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    texts: () => got.map(({ data }) => data.data.text),
    answer: (to) => {
      answers = to;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Quickly, where a test waits for it. */
export const QUICK = { WEBHOOK_RETRY_SECONDS: '0.2,0.2,0.2', WEBHOOK_TIMEOUT_MS: '1000' };

export interface Deliverer {
  chat: TestChat;
  programs: TestProgram[];
  start: (env?: Record<string, string>) => Promise<TestProgram>;
  stop: () => Promise<void>;
}

/** A chat, with a program that delivers (`replicas` of them). */
export async function startDelivering(
  options: ChatOptions & { replicas?: number; webhooksEnv?: Record<string, string> } = {},
): Promise<Deliverer> {
  const { replicas = 1, webhooksEnv = {}, ...more } = options;
  const chat = await startChat(more);
  const programs: TestProgram[] = [];
  const start = async (env: Record<string, string> = {}) => {
    const own = { ...chat.env.webhooks, WEBHOOK_ALLOW: '127.0.0.1', ...QUICK, ...webhooksEnv };
    const program = await startProgram(
      'webhooks',
      { ...own, ...env },
      `webhooks-${programs.length + 1}`,
    );
    programs.push(program);
    return program;
  };
  for (let i = 0; i < replicas; i++) await start();
  return {
    chat,
    programs,
    start,
    stop: async () => {
      await Promise.all(programs.map((program) => program.stop()));
      await chat.stop();
    },
  };
}

type Fields = Record<string, unknown>;

export const does = (wire: WireClient, frame: Fields) => wire.does(frame);

/** A room that is theirs, with them in it. */
export async function ownRoom(wire: WireClient, room: string): Promise<void> {
  const { type } = await does(wire, { type: 'create', room, kind: 'public' });
  assert.equal(type, 'ack');
  await wire.join(room);
}

/** Makes one; its id. */
export async function makeWebhook(
  wire: WireClient,
  room: string,
  about: { url: string; events?: string[] },
): Promise<string> {
  const { type, id, message } = await does(wire, { type: 'webhook', room, do: 'make', ...about });
  assert.equal(type, 'ack', String(message));
  return webhookIdOf({ userId: userOf(wire), room, command: String(id) });
}

/** Who somebody is, as they were told. */
export function userOf(wire: WireClient): string {
  const welcome = wire.frames.find(({ type }) => type === 'welcome');
  return (welcome as unknown as { user: { id: string } }).user.id;
}

export async function webhooksOf(wire: WireClient, room: string): Promise<ListedWebhook[]> {
  const { type, webhooks, message, code } = await does(wire, { type: 'webhooks', room });
  if (code === 'rate') return await webhooksOf(wire, room);
  assert.equal(type, 'webhooks', String(message));
  return webhooks as ListedWebhook[];
}

/** As a receiver does it that was given the secret; throws where the signature, or its time, is wrong. */
export function verify({ raw, headers }: Got, chatSecret: string, webhook: string): void {
  new Verifier(webhookSecret(chatSecret, webhook)).verify(raw, headers);
}
