// A replica that was frozen answers direct gets as soon as it wakes up, from before. What this gateway has read long ago and
// the replica has not is never left out (P4).
// The replica stays behind for as long as the test wants: when it wakes up, the two others are down.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { JetStreamClient, NatsConnection } from 'nats';
import { messageSubject } from '../../../src/chat/kernel/subjects.ts';
import { type BacklogSources, latest, pageAfter } from '../../../src/gateway/log/backlog.ts';
import { toRingEntry } from '../../../src/gateway/log/entry.ts';
import { Ring } from '../../../src/gateway/log/ring.ts';
import { createRoomReads } from '../../../src/gateway/log/room-reads.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import { LogNotRead, readLog } from '../../../src/persister/tools/read-log.ts';
import { RECENT_STREAM, STREAM } from '../../../src/shared/subjects.ts';
import { eventually } from '../../support/eventually.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import {
  NATS_SERVERS,
  type NatsServer,
  startNatsCluster,
  type TestNatsCluster,
} from '../../support/nats-cluster.ts';
import { uuid7 } from '../../support/wire.ts';

const event = (room: string) =>
  posted({ id: uuid7(), room, user: { id: 'u', name: 'U' }, text: 'hello' });

describe('a replica that lags behind (P4)', () => {
  let nats: TestNatsCluster;
  let sources: BacklogSources;
  /** What each room's events are called, in the order of the log. */
  const seqs = new Map<string, number[]>();
  let others: NatsServer[];
  /** To the replica that lags. */
  let operator: NatsConnection;

  before(async function () {
    this.timeout(120_000);
    nats = await startNatsCluster();
    const provision = await nats.connect('provision');
    const jsm = await provision.jetstreamManager({ checkAPI: false });
    await eventually(
      () => provisionStreams(jsm, { maxBytes: 2 ** 28, marksMaxBytes: 2 ** 20, replicas: 3 }),
      {
        deadlineMs: 40_000,
      },
    );
    const { cluster } = await jsm.streams.info(STREAM);
    const leader = cluster?.leader as NatsServer;
    const [lagging = leader] = NATS_SERVERS.filter((name) => name !== leader);
    others = NATS_SERVERS.filter((name) => name !== lagging);

    const ofLagging = await nats.connectTo(lagging, 'gateway');
    operator = await nats.connectTo(lagging, 'operator');
    const ofLeader: NatsConnection = await nats.connectTo(leader, 'gateway');
    const js = ofLeader.jetstream({ timeout: 15_000 });
    await post(js, 'busy', 10);
    await post(js, 'quiet', 10);
    await settled(jsm, STREAM);
    await settled(jsm, RECENT_STREAM);
    // A follower answers only some seconds after it was made: the log's replica, and the mirror's in its place.
    await eventually(
      async () => assert.equal(await nats.answering(lagging, `$JS.API.DIRECT.GET.${STREAM}`), 2),
      { deadlineMs: 20_000 },
    );
    nats.freeze(lagging);
    // More than sockets hold on its way to a server that does not read.
    await post(js, 'noise', 500, () => randomBytes(60_000));
    await post(js, 'busy', 300);
    await post(js, 'other', 20);

    const all = [...seqs.values()].flat();
    const ring = new Ring(Math.max(...all), { maxEvents: 10, maxBytes: 1e6 });
    ring.push(toRingEntry({ seq: Math.max(...all) + 1, at: '', fact: event('other') }));
    await post(js, 'other', 1);
    const log = {
      epoch: 'e',
      firstSeq: 1,
      lastSeq: all.length,
      bytes: 0,
      maxBytes: -1,
      replicas: 3,
    };
    sources = {
      ring,
      extents: { log, refresh: async () => log, proven: true },
      readRows: () => assert.fail('the log has it all'),
      ...createRoomReads(ofLagging, () => assert.fail('every replica answers')),
      newestSubject: () => messageSubject('other'),
    };
    for (const name of others) await nats.kill9(name);
    nats.thaw(lagging);
  });
  after(async function () {
    this.timeout(30_000);
    await nats?.stop();
  });

  async function post(
    js: JetStreamClient,
    room: string,
    count: number,
    payload = () => encodeFact(event(room)),
  ): Promise<void> {
    for (let i = 0; i < count; i++) {
      const { seq } = await js.publish(messageSubject(room), payload());
      seqs.set(room, [...(seqs.get(room) ?? []), seq]);
    }
  }

  /** All replicas have what there is. */
  async function settled(
    jsm: Awaited<ReturnType<NatsConnection['jetstreamManager']>>,
    stream: string,
  ): Promise<void> {
    await eventually(
      async () => {
        const { cluster, state } = await jsm.streams.info(stream);
        assert.equal(state.last_seq, 20);
        const replicas = cluster?.replicas ?? [];
        assert.deepEqual(
          replicas.map(({ current, lag = 0 }) => [current, lag]),
          [
            [true, 0],
            [true, 0],
          ],
        );
      },
      { deadlineMs: 20_000 },
    );
  }

  /** What a client is given that was there from `at` on, until the ring has the rest. */
  async function resume(room: string, at: number): Promise<number[]> {
    const given: number[] = [];
    while (at < sources.ring.low) {
      const page = await pageAfter(sources, room, at);
      given.push(...page.entries.map(({ seq }) => seq));
      at = page.upTo;
    }
    return given;
  }

  const never = () => false;
  const seqsOf = (room: string): number[] => seqs.get(room) ?? [];

  it('is no end of the log for tools that read all of it', async () => {
    const to = Math.max(...[...seqs.values()].flat());
    const jsm = await operator.jetstreamManager({ checkAPI: false });
    const options = { nc: operator, jsm, program: 'operator', from: 1, to, patienceMs: 1_000 };
    let given = 0;
    const reading = async () => {
      for await (const { entries } of readLog(options)) {
        for (const { seq } of entries) assert.equal(seq, ++given);
      }
    };
    // Just awake, it may be busy with itself.
    await eventually(
      async () => {
        given = 0;
        await assert.rejects(reading, LogNotRead);
        assert.ok(given >= 20 && given < to, `${given} of ${to}`);
      },
      { deadlineMs: 40_000 },
    );
  }).timeout(90_000);

  it('is asked again, and then the client is, where it alone answers', async function () {
    this.timeout(60_000);
    // Just awake, it may be busy with itself.
    await eventually(() => assert.rejects(resume('busy', seqsOf('busy')[4] ?? 0), /lags behind/), {
      deadlineMs: 30_000,
    });
    await assert.rejects(latest(sources, 'busy', 50, never), /lags behind/);
  });

  it('cannot say that nothing was missed in a room it knows to the end', async function () {
    this.timeout(30_000);
    const [first = 0] = seqsOf('quiet');
    await assert.rejects(resume('quiet', first), /lags behind/);
  });

  it('is believed once it has what this gateway has', async function () {
    this.timeout(60_000);
    for (const name of others) await nats.start(name);
    const busy = seqsOf('busy');
    await eventually(
      async () => {
        assert.deepEqual(await resume('busy', busy[4] ?? 0), busy.slice(5));
        // The mirror says where they begin, the log what they are.
        const { behind } = await latest(sources, 'quiet', 50, never);
        assert.equal(behind, (seqsOf('quiet')[0] ?? 0) - 1);
        assert.deepEqual(await resume('quiet', behind), seqsOf('quiet'));
        assert.deepEqual(await resume('quiet', seqsOf('quiet').at(-1) ?? 0), []);
        assert.deepEqual(await resume('empty', 5), [], 'a room of no events');
      },
      { deadlineMs: 40_000 },
    );
  });
});
