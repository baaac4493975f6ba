// Drives the pure state machine by hand: time moves when the test says so, frames are what the test says.

import type { ClientFrame } from '../../../src/chat/features.ts';
import type { ClientEvents } from '../../../src/client/api.ts';
import type { Effect, Emission } from '../../../src/client/effects.ts';
import type { Input } from '../../../src/client/inputs.ts';
import { ChatMachine, type MachineOptions } from '../../../src/client/state.ts';
import { createIdMaker } from '../../../src/client/uuid7.ts';
import type { EventFrame, ServerFrame } from '../../../src/shared/wire/frames.ts';

/** The time of day at the machine's time 0. */
const BEGAN = Date.UTC(2026, 5, 1);
export const EPOCH = 'epoch-1';
export const ME = { id: 'u-ada', name: 'Ada' };
export const LIMITS = {
  textMax: 4096,
  frameMaxBytes: 32_768,
  pageMax: 200,
  pageDefault: 50,
  foundDefault: 20,
  roomsMax: 200,
  postRate: 20,
  postBurst: 60,
};

export interface Script {
  machine: ChatMachine;
  /** The machine's time, which has nothing to do with the time of day. */
  now: number;
  /** The time of day. */
  readonly timeOfDay: number;
  /** Everything but events and what `takeSent` took. */
  effects: Effect[];
  input(input: Input): void;
  frame(frame: ServerFrame): void;
  /** Lets time pass, with every tick the machine asks for on the way. */
  pass(ms: number): void;
  /** Connects, welcomed at once. */
  welcome(options?: { epoch?: string; serverNow?: number; commands?: readonly string[] }): void;
  /** Joins a room and takes its backlog. */
  enter(room: string, seq?: number): void;
  post(room: string, text: string): string;
  /** Asks for the past of `lobby`. */
  ask(id: string, before: number, limit: number): void;
  event(room: string, seq: number, more?: Partial<EventFrame>): void;
  takeSent(): ClientFrame[];
  takeEmitted<Name extends keyof ClientEvents>(name: Name): ClientEvents[Name][];
}

export function script(options: MachineOptions = {}): Script {
  const machine = new ChatMachine({
    random: () => 0.5,
    newId: createIdMaker(),
    clockOffsetMs: BEGAN,
    ...options,
  });
  const emitted: { [Name in keyof ClientEvents]: ClientEvents[Name][] } = {
    state: [],
    event: [],
    live: [],
    joined: [],
    left: [],
    invited: [],
    operator: [],
    webhook: [],
    skipped: [],
    ack: [],
    persisted: [],
    typing: [],
    presence: [],
    read: [],
    reset: [],
    renamed: [],
    user: [],
    unsent: [],
    error: [],
  };
  const collect = <Name extends keyof ClientEvents>({ name, payload }: Emission<Name>) =>
    emitted[name].push(payload);
  let started = false;
  const run: Script = {
    machine,
    now: 5_000,
    get timeOfDay() {
      return BEGAN + run.now;
    },
    effects: [],
    input(input) {
      started ||= input.type === 'start';
      for (const effect of machine.handle(input, run.now)) {
        if (effect.do === 'emit') collect(effect);
        else run.effects.push(effect);
      }
    },
    frame: (frame) => run.input({ type: 'frame', frame }),
    pass(ms) {
      const end = run.now + ms;
      for (let due = machine.dueAt(); due !== undefined && due <= end; due = machine.dueAt()) {
        run.now = Math.max(run.now, due);
        run.input({ type: 'tick' });
      }
      run.now = end;
    },
    welcome({ epoch = EPOCH, serverNow = run.timeOfDay, commands } = {}) {
      if (!started) run.input({ type: 'start' });
      const told = { user: ME, now: serverNow, epoch, limits: LIMITS };
      run.frame({ type: 'welcome', ...told, ...(commands && { commands }) });
    },
    enter(room, seq = 0) {
      run.input({ type: 'join', room, options: {}, cursor: undefined });
      run.frame({ type: 'joined', room, head: seq });
      run.frame({ type: 'live', room, seq });
      run.effects = [];
    },
    post(room, text) {
      const id = machine.newId(run.now);
      run.input({ type: 'command', command: { type: 'post', id, room, text } });
      return id;
    },
    ask(id, before, limit) {
      const question = { type: 'history', id, room: 'lobby', before, limit } as const;
      run.input({ type: 'question', question });
    },
    event(room, seq, more) {
      const user = { id: 'u-bob', name: 'Bob' };
      const data = { text: `text ${seq}` };
      const at = new Date(run.timeOfDay).toISOString();
      const id = `id-${seq}`;
      run.frame({ type: 'event', room, seq, at, event: 'MessagePosted', user, id, data, ...more });
    },
    takeSent() {
      const sent = run.effects.filter((effect) => effect.do === 'send').map(({ frame }) => frame);
      run.effects = run.effects.filter((effect) => effect.do !== 'send');
      return sent;
    },
    takeEmitted: (name) => emitted[name].splice(0),
  };
  return run;
}

/** Connected and in `lobby`, everything before it forgotten. */
export function live(options?: MachineOptions): Script {
  const run = script(options);
  run.welcome();
  run.enter('lobby');
  run.takeEmitted('state');
  run.takeEmitted('live');
  return run;
}
