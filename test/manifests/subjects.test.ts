// The server's permissions and the programs' names are written down apart, in two languages: here they meet.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  botSubject,
  changeSubject,
  guardSubject,
  holdingSubject,
  memberSubject,
  messageSubject,
  nameSubject,
  operatorSubject,
  placeOf,
  stateSubject,
  webhookSubject,
} from '../../src/chat/kernel/subjects.ts';
import { ALL_FACTS } from '../../src/shared/log-shape.ts';
import {
  ALL_TYPING,
  BOTS_REQUEST,
  HISTORY_REQUEST,
  inboxPrefix,
  LOOKUP_REQUEST,
  MESSAGES_REQUEST,
  MINE_REQUEST,
  PEOPLE_REQUEST,
  PERSISTER_CONSUMER,
  PRESENCE,
  READ,
  READ_MARKS_PREFIX,
  READ_MARKS_STREAM,
  RECENT_STREAM,
  ROOMS_REQUEST,
  SEARCH_REQUEST,
  STREAM,
  WATERMARK,
} from '../../src/shared/subjects.ts';

const conf = readFileSync('k8s/base/nats/nats.conf', 'utf8').replaceAll(/#.*$/gm, '');
const quoted = [...conf.matchAll(/"([^"\s]+)"/g)].map(([, subject = '']) => subject);
const named = (pattern: RegExp) =>
  new Set(quoted.flatMap((subject) => [...subject.matchAll(pattern)].map(([found]) => found)));

describe('nats.conf', () => {
  it('speaks of the subjects that facts stand in, and of no others', () => {
    const places = new Set([...named(/^chat\..*$/g)].filter((subject) => subject !== ALL_FACTS));
    const any = (subject: string) => subject.replaceAll('.any', '.*');
    const written = [messageSubject, changeSubject, stateSubject, guardSubject].map((of) =>
      of('any'),
    );
    assert.deepEqual(
      places,
      new Set(
        [
          ...written,
          memberSubject('any', 'any'),
          nameSubject('any'),
          operatorSubject('any'),
          botSubject('any'),
          webhookSubject('any', 1).replace(/\.1$/, '.any'),
          holdingSubject('any'),
        ].map(any),
      ),
    );
    for (const subject of places) assert.ok(placeOf(subject.replaceAll('*', 'any')), subject);
    assert.deepEqual(named(/(?<=\.)chat\..*$/g), new Set([ALL_FACTS]));
  });

  it('speaks of the questions that are asked, and of no others', () => {
    assert.deepEqual(
      named(/^projection\..*$/g),
      new Set([
        HISTORY_REQUEST,
        LOOKUP_REQUEST,
        MESSAGES_REQUEST,
        SEARCH_REQUEST,
        PEOPLE_REQUEST,
        MINE_REQUEST,
        ROOMS_REQUEST,
        BOTS_REQUEST,
        WATERMARK,
      ]),
    );
  });

  it('speaks of what gateways tell each other, and lets nobody else hear it', () => {
    const signals = new Set([ALL_TYPING, PRESENCE, READ]);
    assert.deepEqual(named(/^signal\..*$/g), signals);
    for (const subject of signals) {
      const times = quoted.filter((one) => one === subject).length;
      assert.equal(times, 2, `${subject} is published and subscribed by one user`);
    }
  });

  it('speaks of the bucket of read marks, which the gateway alone may read', () => {
    const keys = `${READ_MARKS_PREFIX}*.*`;
    assert.deepEqual(named(/^\$KV\..*$/g), new Set([keys]));
    assert.deepEqual(named(/(?<=\.)KV_\w*/g), new Set([READ_MARKS_STREAM]));
    const [, gateway = ''] = /^ {2}GATEWAY \{$([\s\S]*?)^ {2}\}$/m.exec(conf) ?? [];
    const reads = quoted.filter((one) => one.endsWith(`GET.${READ_MARKS_STREAM}`));
    assert.equal(reads.length, 2);
    for (const read of reads) assert.ok(gateway.includes(`"${read}"`), read);
  });

  it('speaks of the streams, the consumer and the inboxes that there are', () => {
    assert.deepEqual(named(/(?<=\.)CHAT\w*/g), new Set([STREAM, RECENT_STREAM]));
    assert.deepEqual(named(/(?<=\.)persister(?=\.|$)/g), new Set([PERSISTER_CONSUMER]));
    for (const program of [
      'gateway',
      'persister',
      'eraser',
      'webhooks',
      'provision',
      'operator',
      'backup',
      'admin',
    ]) {
      assert.ok(quoted.includes(`${inboxPrefix(program)}.>`), program);
    }
  });
});
