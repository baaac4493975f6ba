import assert from 'node:assert/strict';
import type { Envelope } from '../../../src/chat/kernel/fact.ts';
import { eventRow, factOf } from '../../../src/chat/kernel/log-tables.ts';
import { posted } from '../../support/facts.ts';

const id = '01a20a57-d13b-7972-8438-62a8c37e5da3';
const plain = posted({ id, room: 'lobby', user: { id: 'u1', name: 'Ada' }, text: 'hello' });

describe('the log as rows: a fact', () => {
  const FACTS: { title: string; fact: Envelope; extra: unknown }[] = [
    { title: 'of fields that have columns', fact: plain, extra: null },
    {
      title: 'with a field nobody knows',
      fact: { ...plain, ...{ trace: 't' } },
      extra: { trace: 't' },
    },
    {
      title: 'with a field of its user nobody knows',
      fact: { ...plain, user: { ...plain.user, ...{ kind: 'guest' } } },
      extra: { user: { kind: 'guest' } },
    },
    {
      title: 'with both, of a version and a type nobody knows',
      fact: {
        ...plain,
        v: 7,
        type: 'MessageSung',
        data: null,
        ...{ trace: null },
        user: { ...plain.user, ...{ kind: 'bot', ['__proto__']: 1 } },
      },
      extra: { trace: null, user: { kind: 'bot', ['__proto__']: 1 } },
    },
  ];
  for (const { title, fact, extra } of FACTS) {
    it(`${title} comes back as it was`, () => {
      const row = eventRow({ seq: 3, at: '2026-01-02T03:04:05.678Z', fact }, true);
      assert.deepEqual(row.extra, extra);
      assert.deepEqual(factOf(row), fact);
    });
  }
});
