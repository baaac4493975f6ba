// Several people at once, each through the SDK, spread over all gateways: they post, they count what they see.
import assert from 'node:assert/strict';
import { type ChatClient, connect } from '../../src/client/client.ts';
import type { EventFrame } from '../../src/shared/wire/frames.ts';
import { openSession, type TestChat } from './chat.ts';
import { eventually } from './eventually.ts';

export interface Person {
  readonly name: string;
  readonly client: ChatClient;
  /** Every event as it came, of all rooms. */
  readonly seen: EventFrame[];
}

export interface Crowd {
  readonly people: Person[];
  /** Everybody posts `each` messages, a few at a time; answers their sequences once all are stored. */
  post: (room: string, each: number) => Promise<number[]>;
  /** Waits until everybody saw these sequences, and asserts: once, in order, and nothing else. */
  assertAllSaw: (room: string, sequences: readonly number[], deadlineMs?: number) => Promise<void>;
  close: () => void;
}

/** Person `i` starts at gateway `i modulo the number of gateways` and knows the others. */
export async function gather(
  chat: Pick<TestChat, 'urls' | 'socketUrls'>,
  size: number,
  room: string,
): Promise<Crowd> {
  const urls = chat.socketUrls();
  const people = await Promise.all(
    Array.from({ length: size }, async (_, i) => {
      const name = `Person ${i + 1}`;
      // Again when refused: on a cluster a single port may lead nowhere for a while.
      const { token } = await eventually(() => openSession(String(chat.urls()[0]), name));
      const first = i % urls.length;
      const client = connect({ url: [...urls.slice(first), ...urls.slice(0, first)], token });
      const seen: EventFrame[] = [];
      client.on('event', (event) => seen.push(event));
      await client.join(room, { last: 0 });
      return { name, client, seen };
    }),
  );
  return {
    people,
    post: async (where, each) => {
      const stored = people.map(async ({ name, client }) => {
        const sequences: number[] = [];
        for (let i = 0; i < each; i += 8) {
          const some = Array.from({ length: Math.min(8, each - i) }, (_, n) =>
            client.post(where, `${name} says ${i + n}`),
          );
          for (const message of some) sequences.push((await message.stored).seq);
        }
        return sequences;
      });
      return (await Promise.all(stored)).flat().sort((a, b) => a - b);
    },
    assertAllSaw: async (where, sequences, deadlineMs = 20_000) => {
      for (const { name, seen } of people) {
        const mine = () => seen.filter((event) => event.room === where).map(({ seq }) => seq);
        await eventually(() => assert.equal(mine().length >= sequences.length, true, name), {
          deadlineMs,
        });
        assert.deepEqual(mine(), sequences, `${name} saw everything once, in order`);
      }
    },
    close: () => {
      for (const { client } of people) client.close();
    },
  };
}
