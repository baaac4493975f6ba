// Who is in which room, agreed between gateways: with a clock and a network of the test's own.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Hub } from '../../../../src/gateway/fanout/hub.ts';
import { Presence } from '../../../../src/gateway/signal/presence.ts';
import {
  type PresenceMessage,
  readPresence,
} from '../../../../src/gateway/signal/presence-message.ts';
import { LISTED_MAX } from '../../../../src/shared/wire/limits.ts';
import { type Heard, listener, shownTo, userOf } from './listeners.ts';

/** Gateways that hear each other, as long as nobody takes their messages away. */
function cluster() {
  const gateways = new Map<string, ReturnType<typeof gateway>>();
  const world = {
    now: 0,
    cutOff: new Set<string>(),
    lose: (_message: PresenceMessage) => false,
    bytes: 0,
    messages: [] as PresenceMessage[],
    start,
    /** Lets time pass; everybody looks four times a second. */
    pass(ms: number) {
      for (const end = world.now + ms; world.now < end; ) {
        world.now += 250;
        for (const [self, { presence }] of gateways) {
          presence.tick(world.now, !world.cutOff.has(self));
        }
      }
    },
  };
  function gateway(self: string) {
    const hub = new Hub();
    const publish = (message: PresenceMessage) => {
      const payload = JSON.stringify(message);
      world.bytes += payload.length;
      world.messages.push(message);
      if (world.lose(message)) return;
      for (const { presence } of gateways.values()) {
        presence.receive(readPresence(JSON.parse(payload)) as PresenceMessage, world.now);
      }
    };
    const presence = new Presence({ self, hub, publish, later: (task) => task() });
    return {
      self,
      presence,
      come(room: string, id: string): Heard {
        const member = listener(room, id);
        hub.attach(room, member);
        presence.came(room, userOf(id), member);
        return member;
      },
      go(member: Heard, left = false) {
        hub.detach(member.room, member);
        const { room, outbox } = member;
        presence.went(room, userOf(outbox.user), { member, left, now: world.now });
      },
      kill: () => gateways.delete(self),
    };
  }
  function start(self: string) {
    const made = gateway(self);
    gateways.set(self, made);
    return made;
  }
  return world;
}

const changes = (messages: PresenceMessage[]) =>
  messages.filter(({ users }) => users !== undefined);

describe('presence', () => {
  it('shows a person once, on however many gateways and connections', () => {
    const world = cluster();
    const [a, b] = [world.start('a'), world.start('b')];
    const ada = a.come('lobby', 'ada');
    a.come('lobby', 'ada');
    b.come('lobby', 'ada');
    const bob = b.come('lobby', 'bob');
    world.pass(3_000);
    assert.deepEqual(shownTo(ada), ['ada', 'bob']);
    assert.deepEqual(shownTo(bob), ['ada', 'bob']);
    a.go(ada, true);
    world.pass(2_000);
    assert.deepEqual(shownTo(bob), ['ada', 'bob']);
  });

  it('tells once a second at most, and nothing where nothing changed', () => {
    const world = cluster();
    const a = world.start('a');
    const ada = a.come('lobby', 'ada');
    world.pass(2_000);
    const before = ada.frames.length;
    world.pass(60_000);
    assert.equal(ada.frames.length, before);
    for (let i = 0; i < 40; i++) {
      a.come('lobby', `u${i}`);
      world.pass(250);
    }
    const more = ada.frames.length - before;
    assert.ok(more <= 11, `${more} frames in 10 s`);
    world.pass(1_000);
    assert.equal((shownTo(ada) as string[]).length, 41);
  });

  it('does not flicker when a page is loaded anew, on this gateway or another', () => {
    const world = cluster();
    const [a, b] = [world.start('a'), world.start('b')];
    const bob = b.come('lobby', 'bob');
    let ada = a.come('lobby', 'ada');
    world.pass(2_000);
    bob.frames.length = 0;
    a.go(ada);
    world.pass(2_500);
    ada = a.come('lobby', 'ada');
    world.pass(3_000);
    a.go(ada);
    world.pass(2_000);
    b.come('lobby', 'ada');
    world.pass(10_000);
    assert.deepEqual(bob.frames, []);
  });

  it('lets go of who lost the connection within seconds, of who left at once', () => {
    const world = cluster();
    const [a, b] = [world.start('a'), world.start('b')];
    const bob = b.come('lobby', 'bob');
    const [ada, eve] = [a.come('lobby', 'ada'), a.come('lobby', 'eve')];
    world.pass(2_000);
    a.go(eve, true);
    a.go(ada);
    world.pass(1_500);
    assert.deepEqual(shownTo(bob), ['ada', 'bob']);
    world.pass(3_000);
    assert.deepEqual(shownTo(bob), ['bob']);
  });

  it('lets go of the people of a killed gateway within six seconds, and of one that stops as of a lost connection', () => {
    const world = cluster();
    const [a, b, c] = [world.start('a'), world.start('b'), world.start('c')];
    const bob = b.come('lobby', 'bob');
    a.come('lobby', 'ada');
    c.come('lobby', 'eve');
    world.pass(3_000);
    a.kill();
    c.presence.stop();
    c.kill();
    world.pass(2_500);
    assert.deepEqual(shownTo(bob), ['ada', 'bob', 'eve']);
    world.pass(3_500);
    assert.deepEqual(shownTo(bob), ['bob']);
    assert.equal(b.presence.peers, 0);
  });

  it('tells a gateway that comes later what there is', () => {
    const world = cluster();
    const a = world.start('a');
    for (let i = 0; i < 30; i++) a.come('lobby', `u${i}`);
    world.pass(10_000);
    const late = world.start('b').come('lobby', 'late');
    world.pass(3_000);
    assert.equal((shownTo(late) as string[]).length, 31);
  });

  it('asks for everything where a change was lost, also where the next one came', () => {
    const world = cluster();
    const [a, b] = [world.start('a'), world.start('b')];
    const bob = b.come('lobby', 'bob');
    world.pass(3_000);
    world.lose = ({ users }) => users !== undefined;
    a.come('lobby', 'ada');
    world.pass(250);
    world.lose = () => false;
    a.come('lobby', 'eve');
    world.pass(3_000);
    assert.deepEqual(shownTo(bob), ['ada', 'bob', 'eve']);
  });

  it('lets nobody go while NATS is away, nor at once when it is back', () => {
    const world = cluster();
    const [a, b] = [world.start('a'), world.start('b')];
    const bob = b.come('lobby', 'bob');
    a.come('lobby', 'ada');
    world.pass(3_000);
    const before = bob.frames.length;
    world.cutOff = new Set(['a', 'b']);
    world.pass(60_000);
    world.cutOff = new Set(['a']);
    world.pass(2_000);
    world.cutOff = new Set();
    world.pass(2_000);
    assert.equal(bob.frames.length, before);
    a.kill();
    world.pass(6_000);
    assert.deepEqual(shownTo(bob), ['bob']);
  });

  it('is a number where many are in a room, and a list again where they are clearly fewer', () => {
    const world = cluster();
    const [a, b] = [world.start('a'), world.start('b')];
    const ada = a.come('hall', 'ada');
    const crowd = Array.from({ length: LISTED_MAX }, (_, i) => b.come('hall', `u${i}`));
    world.pass(3_000);
    assert.equal(shownTo(ada), LISTED_MAX + 1);
    const late = b.come('hall', 'late');
    world.pass(3_000);
    assert.equal(shownTo(late), LISTED_MAX + 2);
    assert.ok(JSON.stringify(late.frames).length < 200, 'nobody is named');
    const leave = (count: number) => {
      for (const member of crowd.splice(0, count)) b.go(member, true);
      world.pass(3_000);
    };
    leave(3);
    assert.equal(shownTo(ada), LISTED_MAX - 1, 'it would be sent whole at every coming and going');
    leave(30);
    assert.equal((shownTo(ada) as string[]).length, LISTED_MAX - 31);
    assert.deepEqual(shownTo(late), shownTo(ada));
  });

  it('costs a heartbeat a second while nobody comes or goes, and a change what it says', () => {
    const world = cluster();
    const [a] = [world.start('a'), world.start('b'), world.start('c')];
    const rooms = Array.from({ length: 20 }, (_, i) => `room-${i}`);
    for (let i = 0; i < 600; i++) for (const room of rooms) a.come(room, `user-${i}`);
    world.pass(10_000);
    Object.assign(world, { bytes: 0, messages: [] });
    world.pass(10_000);
    assert.deepEqual([world.messages.length, changes(world.messages).length], [30, 0]);
    assert.ok(world.bytes < 30 * 60, `${world.bytes} bytes in 10 s`);
    world.messages.length = 0;
    a.come('room-1', 'one-more');
    world.pass(1_000);
    assert.equal(changes(world.messages).length, 1);
    assert.ok(JSON.stringify(changes(world.messages)).length < 200);
  });

  it('says everything in messages that NATS takes, whatever people are called', () => {
    const world = cluster();
    const a = world.start('a');
    for (let i = 0; i < 2_000; i++) a.come('r'.repeat(64), `${i}${'💬'.repeat(60)}`);
    world.pass(2_000);
    const late = world.start('b').come('r'.repeat(64), 'late');
    world.pass(3_000);
    assert.equal(shownTo(late), 2_001);
    for (const message of world.messages) {
      assert.ok(Buffer.byteLength(JSON.stringify(message)) < 128_000);
    }
  });

  it('shows everybody the same in the end, whatever was lost, whoever came and went, was killed and started', () => {
    const NAMES = ['ada', 'bob', 'eve', 'joe'];
    const ROOMS = ['lobby', 'attic'];
    const step = fc.record({
      do: fc.constantFrom('come', 'come', 'go', 'leave', 'kill', 'start', 'pass', 'lose', 'heal'),
      which: fc.nat(100),
      ms: fc.integer({ min: 0, max: 24 }).map((quarters) => quarters * 250),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = cluster();
        let named = 0;
        const running = [world.start('g0'), world.start('g1')];
        const members = new Map<Heard, ReturnType<typeof world.start>>();
        for (const { do: what, which, ms } of steps) {
          const gateway = running[which % Math.max(1, running.length)];
          const member = [...members.keys()][which % Math.max(1, members.size)];
          if (what === 'come' && gateway) {
            const made = gateway.come(ROOMS[which % 2] ?? '', NAMES[which % 4] ?? '');
            members.set(made, gateway);
          }
          if ((what === 'go' || what === 'leave') && member) {
            members.get(member)?.go(member, what === 'leave');
            members.delete(member);
          }
          if (what === 'kill' && gateway && running.length > 1) {
            gateway.kill();
            running.splice(running.indexOf(gateway), 1);
            for (const [one, of] of members) if (of === gateway) members.delete(one);
          }
          if (what === 'start' && running.length < 4) running.push(world.start(`n${named++}`));
          if (what === 'lose') world.lose = ({ n }) => (n + which) % 3 > 0;
          if (what === 'heal') world.lose = () => false;
          if (what === 'pass') world.pass(ms);
        }
        world.lose = () => false;
        world.pass(12_000);
        for (const member of members.keys()) {
          const there = [...members.keys()].filter(({ room }) => room === member.room);
          const expected = [...new Set(there.map(({ outbox }) => outbox.user))].sort();
          assert.deepEqual(shownTo(member), expected);
        }
        for (const member of [...members.keys()]) members.get(member)?.go(member);
        world.pass(12_000);
        for (const { presence } of running) assert.equal(presence.size, 0);
      }),
      { numRuns: 200 },
    );
  });
});
