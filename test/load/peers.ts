// What the gateway's fan-out is measured beside: the same room on Socket.IO, and a server that does nothing but write
// (the limit). Each is a process of its own that hears the same events from the same NATS.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { typingSubject } from '../../src/shared/subjects.ts';
import { encodeFact, posted } from '../support/facts.ts';
import type { TestNats } from '../support/nats.ts';
import { uuid7 } from '../support/wire.ts';
import type { Target } from './sockets.ts';

export interface Peer {
  name: string;
  room: string;
  program: string;
  target: Omit<Target, 'port'>;
}

/** It pings its clients every ten minutes, so that nobody has to answer within a run. */
export const SOCKETIO: Peer = {
  name: 'Socket.IO',
  room: 'socketio',
  program: './socketio-process.ts',
  target: {
    path: '/socket.io/?EIO=4&transport=websocket',
    headers: [],
    hello: ['40'],
    ready: '40',
    counted: '42',
  },
};
export const LIMIT: Peer = {
  name: 'limit',
  room: 'limit',
  program: './floor-process.ts',
  target: { path: '/', headers: [], hello: [], ready: 'ready', counted: '{"v":1' },
};

export interface RunningPeer {
  name: string;
  room: string;
  pid: number;
  target: Target;
  /** Where its events are published. */
  subject: string;
  stop: () => Promise<unknown>;
}

export async function startPeer(nats: TestNats, peer: Peer): Promise<RunningPeer> {
  const program = fileURLToPath(new URL(peer.program, import.meta.url));
  // Not of the log, which a program reads through a consumer only.
  const subject = typingSubject(peer.room);
  const child = fork(program, [nats.url, 'gateway', nats.passwords.gateway, subject]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    name: peer.name,
    room: peer.room,
    pid: child.pid ?? 0,
    target: { ...peer.target, port },
    subject,
    stop: () => {
      const exited = once(child, 'exit');
      child.kill();
      return exited;
    },
  };
}

const USUAL = 'a message of the usual length, neither long nor short';

export function anEvent(room: string, text = USUAL): Uint8Array {
  const user = { id: 'guest-bench', name: 'Bench' };
  return encodeFact(posted({ id: uuid7(), room, user, text }));
}
