// Whatever a network and a gateway do to it, every message ends up in the log once, in the order it was typed.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ClientFrame } from '../../../src/chat/features.ts';
import { live, type Script } from './scripted.ts';

type Post = Extract<ClientFrame, { type: 'post' }>;

/** What may happen next. `answer` and its kin are about the oldest message that reached the gateway. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant('post' as const) },
  { weight: 5, arbitrary: fc.constant('ack' as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('rate', 'full', 'unknown_stored', 'unknown_not', 'unjoined'),
  },
  { weight: 1, arbitrary: fc.constantFrom('ack_lost', 'post_lost', 'clock') },
  { weight: 1, arbitrary: fc.constant('wait' as const) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A gateway with a log of one room, reduced to what a message can meet there. */
class World {
  readonly run: Script = live();
  readonly log: Post[] = [];
  readonly typed: string[] = [];
  readonly #seen = new Set<string>();
  #arrived: Post[] = [];

  take(what: Step): void {
    if (what === 'post') {
      const text = `text ${this.typed.length}`;
      this.typed.push(text);
      this.run.post('lobby', text);
    } else if (what === 'wait') this.run.pass(700);
    else this.#answer(what);
    this.#listen();
    const due = this.run.machine.dueAt();
    assert.ok(due !== undefined && due > this.run.now, 'the machine never asks for a busy timer');
  }

  #answer(what: Exclude<Step, 'post' | 'wait'>): void {
    const post = this.#arrived.shift();
    if (post === undefined) return;
    const { id } = post;
    const error = (code: 'rate' | 'full' | 'unknown' | 'not_joined' | 'clock', more: object = {}) =>
      this.run.frame({ type: 'error', code, message: code, id, ...more });
    const later = { retry: true as const, retryAfterMs: 50 };
    if (what === 'ack' || what === 'ack_lost' || what === 'unknown_stored') this.#append(post);
    if (what === 'ack') this.run.frame({ type: 'ack', id, room: 'lobby', seq: this.log.length });
    else if (what === 'ack_lost' || what === 'post_lost') this.#reconnect();
    else if (what === 'rate' || what === 'full') error(what, later);
    else if (what === 'unjoined') error('not_joined');
    else if (what === 'clock') error('clock');
    else error('unknown', later);
  }

  /** The log keeps one id once. */
  #append(post: Post): void {
    if (!this.#seen.has(post.id)) this.log.push(post);
    this.#seen.add(post.id);
  }

  #reconnect(): void {
    this.run.input({ type: 'closed', code: 1006, reason: '' });
    this.#arrived = [];
    this.run.takeSent();
    this.run.input({ type: 'wake' });
    this.run.welcome();
  }

  #listen(): void {
    for (const frame of this.run.takeSent()) {
      if (frame.type === 'post') this.#arrived.push(frame);
      if (frame.type === 'join') this.run.frame({ type: 'live', room: 'lobby', seq: 0 });
      if (frame.type === 'ping') this.run.frame({ type: 'pong' });
    }
  }
}

describe('sending, whatever happens', () => {
  it('stores every message once and in the order it was typed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const world = new World();
        for (const one of steps) world.take(one);
        for (let calm = 0; world.run.machine.pending().length > 0; calm += 1) {
          assert.ok(calm < 1_000, 'everything is stored once the weather is fair');
          world.take('ack');
          world.take('wait');
        }
        assert.deepEqual(
          world.log.map(({ text }) => text),
          world.typed,
        );
      }),
      { numRuns: 500 },
    );
  });
});
