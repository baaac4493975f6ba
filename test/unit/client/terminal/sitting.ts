// Somebody sits at the terminal chat; the gateway says what the test says. They are Ada, in `lobby`.
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { ClientFrame } from '../../../../src/chat/features.ts';
import { connect } from '../../../../src/client/client.ts';
import { chatAtTerminal } from '../../../../src/client/terminal/chat.ts';
import type { EventFrame } from '../../../../src/shared/wire/frames.ts';
import { eventAt } from '../../web/events.ts';
import { ME } from '../scripted.ts';
import { type ScriptedSocket, Sockets, welcome } from '../sockets.ts';
import { Time } from '../time.ts';
import { emulator } from './emulator.ts';

export const BOB = { id: 'u-bob', name: 'Bob' };
export const EVE = { id: 'u-eve', name: 'Eve' };
export const CTRL_C = '\u0003';

const COMMANDS = [
  ...['join', 'leave', 'post', 'history', 'ping', 'typing', 'read', 'join.max'],
  ...['edit', 'delete', 'react', 'pin', 'post.replyTo'],
];

export interface Sitting {
  socket: ScriptedSocket;
  /** What stands on the screen, without the line that is typed. */
  rows: () => string[];
  /** That line. */
  line: () => string;
  press: (keys: string) => Promise<void>;
  type: (line: string) => Promise<void>;
  /** What was sent of this type. */
  sent: <T extends ClientFrame['type']>(type: T) => Extract<ClientFrame, { type: T }>[];
  /** What was sent of it last, where that was one that is answered by its id. */
  lastId: () => string;
  /** The gateway tells it, one frame after the other. */
  tell: (...frames: object[]) => Promise<void>;
  /** What was given last is stored, or refused. */
  stored: (seq?: number) => Promise<void>;
  refused: (code: string, message: string) => Promise<void>;
  /** What was asked to be done about people. */
  acts: () => object[];
  end: () => Promise<number>;
}

/** What a gateway takes that has everything. */
export const ALL_COMMANDS = [
  ...COMMANDS,
  ...['create', 'change', 'member', 'rename', 'search', 'people', 'rooms'],
  ...['history.around', 'history.at', 'bot', 'revoke', 'bots', 'webhook', 'webhooks'],
];

export interface SittingOptions {
  columns?: number;
  read?: number;
  commands?: readonly string[];
}

export async function sit({ columns = 80, read, commands = COMMANDS }: SittingOptions = {}) {
  const { WebSocket, opened } = new Sockets();
  const client = connect({ url: 'ws://127.0.0.1:9', token: 't', WebSocket });
  const [input, output] = [new PassThrough(), emulator(columns)];
  const ended = chatAtTerminal(client, { room: 'lobby', input, output });
  await turn();
  const [socket] = opened;
  if (socket === undefined) throw new Error('nobody connected');
  welcome(socket, { commands });
  const press = async (keys: string) => {
    input.write(keys);
    for (let i = 0; i < 5; i += 1) await turn();
  };
  const all = () => output.rows().filter((row) => row !== '');
  const sitting: Sitting = {
    socket,
    rows: () => all().slice(0, -1),
    line: () => all().at(-1) ?? '',
    press,
    type: (line) => press(`${line}\r`),
    sent: <T extends ClientFrame['type']>(type: T) =>
      socket.sent.filter((frame): frame is Extract<ClientFrame, { type: T }> => {
        return frame.type === type;
      }),
    lastId: () => {
      const { id } = socket.sent.findLast((frame) => 'id' in frame) as { id: string };
      return id;
    },
    tell: async (...frames) => {
      for (const frame of frames) socket.frame(frame);
      for (let i = 0; i < 5; i += 1) await turn();
    },
    stored: (seq = 5) => sitting.tell({ type: 'ack', id: sitting.lastId(), seq }),
    refused: (code, message) =>
      sitting.tell({ type: 'error', id: sitting.lastId(), code, message }),
    acts: () => sitting.sent('member').map(({ type: _, id: __, ...fields }) => fields),
    end: async () => {
      await press(CTRL_C);
      return await ended;
    },
  };
  if (read !== undefined) await sitting.tell({ type: 'joined', room: 'lobby', read });
  return sitting;
}

/** Before each test of a suite they sit down in a room in which nothing was said, in a time of the test's own where one is taken. */
export function eachSits(take: (sitting: Sitting) => void, takeTime?: (time: Time) => void): void {
  let sitting: Sitting;
  let time: Time | undefined;
  beforeEach(async () => {
    if (takeTime !== undefined) {
      time = new Time();
      takeTime(time);
    }
    sitting = await sit();
    await sitting.tell(live(0));
    take(sitting);
  });
  afterEach(async () => {
    await sitting.end();
    time?.giveBack();
  });
}

/** Who is in `lobby` with them. */
const HERE = { type: 'presence', room: 'lobby', count: 3, here: [ME, BOB, EVE] };

/** Before each test of a suite they sit down with Bob and Eve, at a gateway that takes everything. */
export function eachSitsWithOthers(take: (sitting: Sitting) => void): void {
  let sitting: Sitting;
  beforeEach(async () => {
    sitting = await sit({ commands: ALL_COMMANDS });
    await sitting.tell(joined('lobby'), live(0), HERE);
    take(sitting);
  });
  afterEach(async () => {
    await sitting.end();
  });
}

/** What was printed last, without the time of day. */
export const last = ({ rows }: Sitting, count = 1) =>
  rows()
    .slice(-count)
    .map((row) => row.replaceAll(/\d\d:\d\d/g, 'hh:mm').trim());

export const live = (seq: number, room = 'lobby') => ({ type: 'live', room, seq });

/** Bob says something. */
export const said = (seq: number, text: string, more: Partial<EventFrame> = {}): EventFrame =>
  eventAt(seq, { user: BOB, data: { text }, ...more });
export const byAda = { user: ME };

/** Somebody does something to a message; Ada, where nothing else is said. */
export function done(
  seq: number,
  event: string,
  message: EventFrame,
  { user = ME, ...data }: { user?: EventFrame['user']; [field: string]: unknown } = {},
): EventFrame {
  const { seq: of, id, at, user: author } = message;
  const target = { seq: of, id, at, user: author };
  return eventAt(seq, { event, user, data: { target, ...data } });
}

const PLAIN = { state: 'in', role: 'member' };

/** What the gateway says of a room as they enter it, and of them there. */
export const joined = (room: string, state: object = {}, member: object = PLAIN) => ({
  type: 'joined',
  room,
  head: 0,
  state: { kind: 'public', ...state },
  member,
});

/** Eve did that about somebody. */
export const about = (
  seq: number,
  event: string,
  user: object,
  { room = 'lobby', ...member }: { room?: string; [field: string]: unknown } = {},
): EventFrame =>
  eventAt(seq, { room, event, user: EVE, data: { user, member: { ...PLAIN, ...member } } });
