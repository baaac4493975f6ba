// An append rests on a state, and the log itself refuses it where that state is another one by then; with one server and with
// three, which look at it at different moments (P3, P9).
import assert from 'node:assert/strict';
import { headers, type JetStreamManager, type NatsConnection } from 'nats';
import { encodeFact } from '../../../src/chat/kernel/codec.ts';
import type { Proposal } from '../../../src/chat/kernel/proposal.ts';
import { changeSubject, memberSubject, messageSubject } from '../../../src/chat/kernel/subjects.ts';
import { type Append, createAppend } from '../../../src/gateway/log/append.ts';
import { LogClock } from '../../../src/gateway/log/log-clock.ts';
import { openPublisher } from '../../../src/gateway/log/publisher.ts';
import { lastReader, nextEntryReader } from '../../../src/gateway/log/read-entry.ts';
import { createStates, type States } from '../../../src/gateway/log/states.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import { DEADLINE_HEADER, DEADLINE_MS } from '../../../src/shared/once.ts';
import { STREAM } from '../../../src/shared/subjects.ts';
import { eventually } from '../../support/eventually.ts';
import { posted } from '../../support/facts.ts';
import { startNats } from '../../support/nats.ts';
import { startNatsCluster } from '../../support/nats-cluster.ts';
import { uuid7 } from '../../support/wire.ts';

const MEMBER = memberSubject('lobby', 'ada');
const user = { id: 'ada', name: 'Ada' };

for (const size of [1, 3] as const) {
  describe(`an append that rests on a state, ${size === 1 ? 'one server' : 'three servers'}`, function () {
    this.timeout(120_000);
    let gateway: NatsConnection;
    let append: Append;
    let states: States;
    let jsm: JetStreamManager;
    let stop: () => Promise<void>;

    before(async () => {
      const nats = size === 1 ? await startNats() : await startNatsCluster();
      const provision = await nats.connect('provision');
      const provisioning = await provision.jetstreamManager({ checkAPI: false });
      await eventually(
        () =>
          provisionStreams(provisioning, {
            maxBytes: 2 ** 28,
            marksMaxBytes: 2 ** 20,
            replicas: size,
          }),
        {
          deadlineMs: 40_000,
        },
      );
      gateway = await nats.connect('gateway');
      jsm = await gateway.jetstreamManager({ checkAPI: false });
      const publisher = openPublisher(gateway, 10_000);
      // What was stored in time is not what this is about.
      const witness = {
        look: async () => ({ room: 'lobby', atMs: Date.now(), isVoid: false }),
      };
      const clock = new LogClock();
      clock.read(Date.now());
      const link = { connected: () => true };
      ({ append } = createAppend({ link, publisher, witness, clock, budgetMs: 10_000 }));
      states = createStates({ last: lastReader(jsm), next: nextEntryReader(jsm) });
      stop = async () => {
        publisher.stop();
        await nats.stop();
      };
    });
    after(() => stop?.());

    const proposal = (text: string, expects?: Proposal['expects']): Proposal => ({
      fact: posted({ id: uuid7(), room: 'lobby', user, text }),
      subject: messageSubject('lobby'),
      deadlineMs: Date.now() + DEADLINE_MS,
      ...(expects !== undefined && { expects }),
    });
    const lastSeq = async () => (await jsm.streams.info(STREAM)).state.last_seq;
    const resting = (seq: number, text = 'hi') => proposal(text, { subject: MEMBER, seq });

    it('is stored while the state is that one, and nothing is where it is not', async () => {
      assert.equal((await append(resting(0))).ok, true);
      const moved = await append({ ...proposal('a state'), subject: MEMBER });
      assert.ok(moved.ok);
      const before = await lastSeq();
      assert.deepEqual(await append(resting(0)), { ok: false, code: 'stale', isOpen: false });
      assert.deepEqual(await append(resting(before + 9)), {
        ok: false,
        code: 'stale',
        isOpen: false,
      });
      assert.equal(await lastSeq(), before);
      assert.equal((await append(resting(moved.seq))).ok, true);
    });

    it('that was stored is known again while the state is that one; later it may be refused', async () => {
      const { seq } = await states.refresh(MEMBER);
      const one = resting(seq);
      const first = await append(one);
      assert.ok(first.ok);
      assert.deepEqual(await append(one), { ...first, duplicate: true });
      await append({ ...proposal('another state'), subject: MEMBER });
      const again = await append(one);
      if (again.ok) assert.deepEqual(again, { ...first, duplicate: true });
      else assert.equal(again.code, 'stale');
      assert.equal(again.ok, size === 3, 'one server looks at the state first');
    });

    it('changes its own state once, however many try at the same moment', async () => {
      const subject = memberSubject('lobby', 'eve');
      const tries = Array.from({ length: 20 }, (_, i) =>
        append({ ...proposal(`try ${i}`, { subject, seq: 0 }), subject }),
      );
      const results = await Promise.all(tries);
      assert.deepEqual(
        results.map((result) => (result.ok ? 'stored' : result.code)).sort(),
        [...Array.from({ length: 19 }, () => 'stale'), 'stored'].sort(),
      );
      const { seq } = await states.refresh(subject);
      assert.equal(seq, results.find((result) => result.ok)?.seq);
    });

    it('finds the state that was, where the last entry is void or no fact', async () => {
      const subject = changeSubject('attic');
      const sung = (id: string) => ({
        ...posted({ id, room: 'attic', user, text: 'a' }),
        type: 'MessageSung',
      });
      const [sound, tooLate] = [uuid7(), uuid7()];
      const js = gateway.jetstream();
      const late = headers();
      late.set(DEADLINE_HEADER, '1');
      await js.publish(subject, encodeFact(sung(sound)));
      await js.publish(subject, encodeFact(sung(tooLate)), { headers: late });
      await js.publish(subject, 'no fact');
      const { fact, seq } = await states.of(subject);
      assert.deepEqual([fact?.id, seq], [sound, await lastSeq()]);
    });

    it('hears of what comes later by itself, and never goes back', async () => {
      const subject = memberSubject('attic', 'bob');
      assert.deepEqual(await states.of(subject), { seq: 0, fact: undefined });
      const raw = (seq: number, more = {}) => {
        const fact = posted({ id: uuid7(), room: 'attic', user, text: String(seq) });
        const data = encodeFact({ ...fact, type: 'MemberSung' });
        return { seq, at: new Date().toISOString(), isVoid: false, subject, data, ...more };
      };
      const said = () => {
        const state = states.of(subject);
        if (!('seq' in state)) return state;
        return [state.seq, (state.fact?.data as { text: string } | undefined)?.text];
      };
      states.saw(raw(100));
      assert.deepEqual(said(), [100, '100'], 'without a question');
      states.saw(raw(90));
      states.saw(raw(110, { isVoid: true }));
      states.saw(raw(95));
      assert.deepEqual(said(), [110, '100']);
    });
  });
}
