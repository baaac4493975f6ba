// People of any version in one room, through any gateway: what one of them says, all of them hear, once and in one order.
import assert from 'node:assert/strict';
import { isMessagePosted } from '../../src/chat/message/view.ts';
import type { ChatClient } from '../../src/client/client.ts';
import { createSession } from '../../src/client/session.ts';
import { eventually } from '../support/eventually.ts';
import type { Version } from './version.ts';

const ROOM = 'beside';
const WITHIN_MS = 30_000;
/** Given to a newcomer. */
const LAST = 200;

export interface Person {
  name: string;
  /** How much had been said that a newcomer is not given. */
  missed: number;
  /** What was heard, by sequence, in the order in which it came. */
  heard: { seq: number; text: string }[];
  /** From now on through this gateway, from where it was. */
  moveTo: (url: string) => Promise<void>;
  say: (text: string) => Promise<void>;
  /** All of the room, page by page, oldest first. */
  readBack: () => Promise<string[]>;
  close: () => void;
}

export async function openPerson(
  version: Version,
  name: string,
  url: string,
  said: ReadonlySet<string>,
): Promise<Person> {
  const missed = Math.max(0, said.size - LAST);
  const { token } = await createSession(url, name);
  const storage = version.memoryStorage();
  const heard: Person['heard'] = [];
  const open = async (at: string): Promise<ChatClient> => {
    const client = version.connect({ url: at, token, storage, WebSocket: globalThis.WebSocket });
    client.on('event', (event) => {
      if (isMessagePosted(event)) heard.push({ seq: event.seq, text: event.data.text });
    });
    client.on('reset', ({ reason }) => assert.fail(`${name} was told to begin anew: ${reason}`));
    client.on('unsent', ({ error }) => assert.fail(`${name} could not say it: ${error.message}`));
    await client.join(ROOM, { last: LAST });
    return client;
  };
  let client = await open(url);
  return {
    name,
    missed,
    heard,
    moveTo: async (at) => {
      client.flush();
      client.close();
      client = await open(at);
    },
    say: async (text) => {
      await client.post(ROOM, text).stored;
    },
    readBack: async () => {
      const texts: string[] = [];
      let before = Number.MAX_SAFE_INTEGER;
      for (let more = true; more; ) {
        const page = await client.history(ROOM, { before, limit: 50 });
        texts.unshift(...page.events.filter(isMessagePosted).map(({ data }) => data.text));
        before = page.events[0]?.seq ?? 0;
        more = page.more;
      }
      return texts;
    },
    close: () => client.close(),
  };
}

/** Each says so much; resolves when everybody heard all of it. `said` grows. */
export async function talk(people: readonly Person[], said: Set<string>, times: number) {
  await Promise.all(
    people.map(async (person) => {
      for (let i = 0; i < times; i += 1) {
        const text = `${person.name} ${said.size} ${i}`;
        said.add(text);
        await person.say(text);
      }
    }),
  );
  for (const person of people) {
    await eventually(
      () => assert.equal(person.heard.length, said.size - person.missed, person.name),
      {
        deadlineMs: WITHIN_MS,
      },
    );
    assertOnceAndInOrder(person, said);
  }
}

function assertOnceAndInOrder({ name, missed, heard }: Person, said: ReadonlySet<string>): void {
  const seqs = heard.map(({ seq }) => seq);
  assert.deepEqual(
    seqs,
    [...new Set(seqs)].sort((a, b) => a - b),
    `${name} hears in order`,
  );
  const texts = new Set(heard.map(({ text }) => text));
  assert.ok(texts.isSubsetOf(said), `${name} hears what was said`);
  assert.equal(texts.size, said.size - missed, `${name} hears all of it`);
}
