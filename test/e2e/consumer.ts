// A program of somebody who installed @chatk8s/client and checks types strictly: it uses every part of the surface, and never runs.
export const CONSUMER = `
import {
  browserStorage, type Change, ChatClient, ChatError, type ChatStorage, type ClientEvents, type CommandFields, connect,
  type ConnectOptions, createSession, type Delivery, directRoom, type EventFrame, type FailureCode, guest, memoryStorage, type Message,
  mentionOf, mentions, mentionsEveryone, NameTaken, readSession, type Room, type RoomMessage, type SocketClass, type User, webStorage,
} from '@chatk8s/client';

declare const signal: AbortSignal;
declare const Standard: SocketClass;

connect({ url: 'http://a', WebSocket: globalThis.WebSocket });
const options: ConnectOptions = { url: ['http://a', 'ws://b'], token: async () => 'token', signal, WebSocket: Standard };
const client: ChatClient = connect(options);
const again = connect({ url: 'http://a', storage: memoryStorage(), onError: (error: unknown) => console.error(error) });
const me: User = await client.ready({ signal });
const room: Room = await client.enter('lobby', { last: 20, max: 100, keep: 50, signal });
const shown: readonly RoomMessage[] = room.timeline;
for await (const message of room.messages({ signal, backlog: false })) {
  const delivery: Delivery = message.delivery;
  const plain: Message = message;
  if (message.own || delivery !== 'live' || plain.deleted) continue;
  if (mentions(message, me) || mentionsEveryone(message)) room.reply(message, mentionOf(message.user));
  const { seq, duplicate }: { seq: number; duplicate?: true } = await room.post('x', { signal }).stored;
  await room.react(seq, '👍', { on: duplicate ?? false }).stored;
}
for await (const change of room.changes()) {
  switch (change.kind) {
    case 'posted': case 'edited': case 'deleted': case 'pinned': case 'unpinned': case 'reacted': break;
    default: change.kind satisfies never;
  }
  const { message }: Change = change;
  room.read(message);
}
const { messages, more } = await room.loadOlder({ limit: 10, signal });
const told: EventFrame[] = [];
const end: () => void = client.on('event', (event) => told.push(event));
client.on('state', (change: ClientEvents['state']) => {
  if (change.state === 'closed') console.log(change.reason);
  else if (change.state === 'connecting') console.log(change.retryInMs);
});
const created: CommandFields<'create'> = { kind: 'private', members: [me.id] };
client.create(directRoom([me.id, 'other']), created);
await client.search('tea', { limit: 5, signal });
await client.directory({ query: 'a', signal });
const store: ChatStorage = browserStorage(webStorage({ length: 0, key: () => null, getItem: () => null, setItem() {}, removeItem() {} }), 'n');
try {
  const { token, user } = await guest('http://a', 'Echo', { signal });
  await createSession('http://a', user.name, await token(), { signal });
  await readSession('http://a');
} catch (error) {
  if (error instanceof NameTaken) console.log(error.suggestion?.length);
  else if (error instanceof ChatError) {
    const code: FailureCode = error.code;
    console.log(code, error.retry, error.retryAfterMs?.toFixed());
  }
}
export { again, end, messages, more, shown, store };
`;

/** The class of the package that Node needs before 22. */
export const WITH_WS = `
import { WebSocket } from 'ws';
connect({ url: 'http://a', token: 't', WebSocket });
`;
