// Eight people who talk and do all that can be done in a chat, and 500 who listen, while something happens to the cluster under
// them. Invariant: afterwards everybody has seen everything once, in one order, and is connected.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Crowd, gather } from '../support/crowd.ts';
import { doEverything } from '../support/deeds.ts';
import { eventually } from '../support/eventually.ts';
import { chatAt, sql } from './deployment.ts';
import { typed } from './operator.ts';
import { idle } from './outages.ts';

const TALKERS = 8;
const LISTENERS = Number(process.env['LISTENERS'] ?? 500);
/** Messages of one person before it is looked whether it still happens. */
const SOME = 20;
const ROOM = 'lobby';

export interface People {
  /** Talks until `happen` is done and a little beyond, then asserts. `calm`: a few messages a second. */
  meanwhile: (
    what: string,
    happen: () => Promise<unknown>,
    options?: { calm?: boolean },
  ) => Promise<void>;
  /** All leave, and others come: their sockets are new, and spread over the gateways there are. */
  renew: () => Promise<void>;
  /** All that was said and done in the room is a row, and every row is what the log says: by `make verify`. */
  rowsAreTheLog: () => Promise<void>;
  close: () => void;
}

export const say = (line: string) => process.stdout.write(`      ${line}\n`);

export async function gatherPeople(url: string): Promise<People> {
  let crowd: Crowd = await gather(chatAt(url), TALKERS, ROOM);
  let idlers = await idle(url, LISTENERS, ROOM);
  /** Everything that was said and done in the room, and how much of it before this crowd came. */
  const sequences: number[] = [];
  let joinedAt = 0;
  let round = 0;

  const talk = async (each: number) => {
    sequences.push(...(await crowd.post(ROOM, each)));
  };
  return {
    meanwhile: async (what, happen, { calm = false } = {}) => {
      idlers.outages();
      const from = sequences.length;
      let happening = true;
      const happened = happen().finally(() => {
        happening = false;
      });
      // It is awaited below; until then its failure is nobody's.
      happened.catch(() => undefined);
      round += 1;
      const done = doEverything(crowd.people, ROOM, round);
      done.catch(() => undefined);
      while (happening) {
        await talk(calm ? 1 : SOME);
        if (calm) await sleep(2_000);
      }
      await happened;
      await talk(SOME);
      sequences.push(...(await done));
      const inOrder = sequences.slice(joinedAt).sort((a, b) => a - b);
      await crowd.assertAllSaw(ROOM, inOrder, 120_000);
      assert.equal(new Set(sequences).size, sequences.length);
      // Long, for all of them share one machine's ports: from a port that was refused while no gateway was ready
      // the kernel refuses for two minutes more (an entry of conntrack that leads nowhere).
      await eventually(() => assert.equal(idlers.live(), LISTENERS), { deadlineMs: 180_000 });
      const away = idlers.outages().sort((a, b) => a - b);
      const share = (of: number) =>
        Math.round(away[Math.min(away.length - 1, Math.floor(away.length * of))] ?? 0);
      const said = sequences.length - from;
      const back = `${away.length} came back, p50 ${share(0.5)} ms, p95 ${share(0.95)}, last ${share(1)}`;
      say(`${what}: ${said} said and done, 0 lost, 0 twice; ${back}`);
    },
    renew: async () => {
      crowd.close();
      idlers.close();
      crowd = await gather(chatAt(url), TALKERS, ROOM);
      idlers = await idle(url, LISTENERS, ROOM);
      joinedAt = sequences.length;
    },
    rowsAreTheLog: async () => {
      await eventually(
        async () => {
          const rows = await sql(`select count(*) from event where room = '${ROOM}'`);
          assert.equal(rows, String(sequences.length));
        },
        { deadlineMs: 120_000 },
      );
      await prove();
    },
    close: () => {
      crowd.close();
      idlers.close();
    },
  };
}

/** Up to the log's end. */
export async function prove(): Promise<void> {
  const { code, said } = await typed('verify', 'TO=log').ended;
  assert.equal(code, 0, said);
  shown(said, EQUAL);
}

/** What `make verify` and `make rebuild` say in the end. */
export const EQUAL = /^The rows are the log: .*$/m;
export const EXCHANGED = /^Exchanged: .*$/m;

/** Asserts that a line was said, and says it. */
export function shown(said: string, line: RegExp): void {
  const [found] = line.exec(said) ?? [];
  assert.ok(found !== undefined, said);
  say(found);
}
