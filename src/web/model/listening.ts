// What the SDK tells, but for what is said in the rooms (views.ts): onto the screen.
import type { ChatClient } from '../../client/client.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import type { StateHolder } from './chat-state.ts';
import type { Reading } from './reading.ts';
import { acknowledged, changeOutgoing, emptyRoom } from './room.ts';
import type { Views } from './views.ts';

export interface ListeningParts {
  state: StateHolder;
  views: Views;
  reading: Reading;
}

export function listen(client: ChatClient, { state, views, reading }: ListeningParts): void {
  client.on('state', (connection) => {
    if (connection.state !== 'live') state.set({ connection });
    // In a log that was made anew nothing is in the database yet.
    else state.set({ connection, wasLive: true, persisted: client.persisted });
  });
  client.on('live', ({ room, seq }) => {
    views.gather();
    reading.entered(room, seq);
    state.change(room, (old) => ({ ...old, entry: { state: 'in' } }));
  });
  client.on('skipped', ({ room }) =>
    state.change(room, (old) => ({ ...old, older: { state: 'more' } })),
  );
  client.on('persisted', ({ seq }) => state.set({ persisted: seq }));
  client.on('user', (user) => state.set({ user }));
  client.on('ack', (ack) => {
    if (ack.room !== undefined) state.change(ack.room, (old) => acknowledged(old, ack));
  });
  client.on('unsent', ({ id, room, error }) => {
    if (room === undefined) return state.set({ notice: error.message });
    const change = { status: 'failed' as const, reason: error.message };
    state.change(room, (old) => changeOutgoing(old, id, change));
  });
  client.on('renamed', ({ from, to, room }) => {
    if (room !== undefined) state.change(room, (old) => changeOutgoing(old, from, { id: to }));
  });
  client.on('reset', ({ room, reason }) => {
    reading.startAnew(room);
    state.change(room, (old) => ({ ...emptyRoom(room), outgoing: old.outgoing }));
    if (reason === 'epoch') state.set({ notice: 'The server’s log was made anew.' });
  });
  client.on('error', (error) => refused(state, error));
}

function refused(state: StateHolder, { id, room, retry, message }: Omit<ErrorFrame, 'type'>): void {
  if (id !== undefined && room !== undefined) {
    state.change(room, (old) => changeOutgoing(old, id, { reason: message }));
  } else if (room !== undefined && !retry) {
    state.change(room, (old) => ({ ...old, entry: { state: 'refused', reason: message } }));
  } else if (!retry) {
    state.set({ notice: message });
  }
}
