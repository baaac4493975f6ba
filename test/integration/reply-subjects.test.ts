// Nobody can have the answer to a question sent to where it changes the log: a server checks what is published and what is
// subscribed, never the subject of a reply. Tried with every user and every subject it may publish to (P9).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NatsConnection } from 'nats';
import { ROOT } from '../../src/local/page.ts';
import { provisionStreams } from '../../src/persister/provision/streams.ts';
import { STREAM } from '../../src/shared/subjects.ts';
import { eventually } from '../support/eventually.ts';
import { type NatsUser, startNats } from '../support/nats.ts';
import { startNatsCluster } from '../support/nats-cluster.ts';

/** Where an answer would do harm, or be taken for an event. */
const TARGETS = [
  '$JS.API.STREAM.PURGE.CHAT',
  '$JS.API.STREAM.DELETE.CHAT',
  '$JS.API.STREAM.DELETE.CHAT_RECENT',
  '$JS.API.STREAM.PURGE.CHAT_RECENT',
  '$JS.API.STREAM.MSG.DELETE.CHAT',
  '$JS.API.STREAM.MSG.DELETE.CHAT_RECENT',
  '$JS.API.CONSUMER.DELETE.CHAT.persister',
  'chat.room.lobby.message',
];
const READERS = [
  'gateway',
  'persister',
  'eraser',
  'webhooks',
  'operator',
  'backup',
  'admin',
] as const satisfies NatsUser[];
const EVENT = '{"v":1}';

/** What the configuration lets a user publish, wildcards filled in. */
function mayPublish(user: NatsUser): string[] {
  const text = readFileSync(join(ROOT, 'k8s/base/nats/nats.conf'), 'utf8');
  const own = text.slice(text.indexOf(`user: ${user}\n`)).split(/subscribe:/, 1)[0] ?? '';
  const [, allow = ''] = /publish(?: \{\s*allow)?: \[([^\]]*)\]/.exec(own) ?? [];
  const subjects = [...allow.matchAll(/"([^"]+)"/g)].map(([, subject = '']) => subject);
  assert.ok(subjects.length > 2, `${user} may publish ${subjects}`);
  return subjects.map((subject) =>
    subject.replace('.>', '.chat.room.lobby.message').replaceAll('*', 'lobby'),
  );
}

/** Questions of every kind that has an answer; what a subject does not take is answered with an error, which is an answer. */
const QUESTIONS = [
  '{}',
  '',
  '{"last_by_subj":"chat.room.lobby.message"}',
  '{"seq":1}',
  '{"seq":999999}',
  '{"seq":1,"next_by_subj":"chat.room.lobby.message","batch":3}',
];

describe('replies (P9)', () => {
  for (const size of [1, 3] as const) {
    describe(`with ${size === 1 ? 'one server' : 'three servers'}`, () => {
      let connectAs: (user: NatsUser) => Promise<NatsConnection>;
      let stop: () => Promise<void>;
      let provision: NatsConnection;

      before(async function () {
        this.timeout(120_000);
        const nats = size === 1 ? await startNats() : await startNatsCluster();
        connectAs = nats.connect;
        stop = nats.stop;
        provision = await connectAs('provision');
        await eventually(
          async () => {
            const jsm = await provision.jetstreamManager({ checkAPI: false });
            await provisionStreams(jsm, {
              maxBytes: 2 ** 28,
              marksMaxBytes: 2 ** 20,
              replicas: size,
            });
          },
          { deadlineMs: 40_000 },
        );
        const gateway = await connectAs('gateway');
        for (let i = 0; i < 10; i++) await gateway.request('chat.room.lobby.message', EVENT);
        await gateway.close();
      });
      after(async () => {
        await provision?.close();
        await stop?.();
      });

      const state = async () => {
        const jsm = await provision.jetstreamManager({ checkAPI: false });
        const { first_seq, last_seq, messages } = (await jsm.streams.info(STREAM)).state;
        const consumer = await jsm.consumers.info(STREAM, 'persister');
        return { first_seq, last_seq, messages, created: consumer.created };
      };

      for (const user of READERS) {
        it(`the ${user} cannot have an answer change the log`, async () => {
          const before = await state();
          const nc = await connectAs(user);
          // A subject of the log takes what is published: those are the gateway's own events.
          let own = 0;
          for (const subject of mayPublish(user)) {
            for (const reply of TARGETS) {
              for (const question of QUESTIONS) {
                // What the eraser is for: of an entry that is not there the answer is one as well.
                if (subject.includes('.MSG.DELETE.') && question.includes('"seq":1')) continue;
                if (subject.startsWith('chat.')) own += 1;
                nc.publish(subject, question, { reply });
              }
            }
          }
          await nc.flush();
          await eventually(async () => {
            assert.equal((await state()).last_seq, before.last_seq + own);
          });
          await new Promise((resolve) => setTimeout(resolve, 300));
          const { last_seq, messages } = before;
          const expected = { ...before, last_seq: last_seq + own, messages: messages + own };
          assert.deepEqual(await state(), expected);
          await nc.close();
        });
      }

      it('nobody but who copies the log can have a copy sent anywhere', async () => {
        const before = await state();
        const body = JSON.stringify({
          deliver_subject: 'chat.room.lobby.message',
          chunk_size: 1_024,
        });
        for (const user of ['gateway', 'persister', 'operator'] as const) {
          const nc = await connectAs(user);
          nc.publish('$JS.API.STREAM.SNAPSHOT.CHAT', body);
          await nc.flush();
          await nc.close();
        }
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        assert.deepEqual(await state(), before);
      });

      it('a consumer that pushes cannot push to where it changes the log', async () => {
        const before = await state();
        for (const user of ['gateway', 'operator'] as const) {
          const nc = await connectAs(user);
          for (const [i, deliver_subject] of TARGETS.entries()) {
            const name = `push_${user}_${i}`;
            const config = {
              name,
              deliver_subject,
              ack_policy: 'none',
              filter_subject: 'chat.>',
            };
            const body = JSON.stringify({ stream_name: STREAM, config, action: 'create' });
            await nc.request(`$JS.API.CONSUMER.CREATE.CHAT.${name}.chat.>`, body);
          }
          await nc.close();
        }
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        assert.deepEqual(await state(), before);
      });
    });
  }
});
