// What is sent to a hook, as the message that it becomes: documented payloads, and whatever else somebody sends.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { textProblem } from '../../../src/chat/message/text.ts';
import { cutText } from '../../../src/gateway/hook/cut-text.ts';
import { Deliveries } from '../../../src/gateway/hook/deliveries.ts';
import {
  ALERTS_WINDOW_MS,
  type Delivery,
  deliveryOf,
  OTHERS_WINDOW_MS,
} from '../../../src/gateway/hook/payload.ts';
import { FRESH_MS } from '../../../src/shared/once.ts';
import { LIMITS } from '../../../src/shared/wire/limits.ts';

const fixture = (name: string) => readFileSync(`test/fixtures/hooks/${name}.json`, 'utf8');
const read = (body: string): Delivery => {
  const delivery = deliveryOf(body);
  assert.ok(!('problem' in delivery), JSON.stringify(delivery));
  return delivery;
};
const said = (payload: object) => read(JSON.stringify(payload));

describe('what is sent to a hook', () => {
  it('by Alertmanager says what fires and what is over', () => {
    const { text, windowMs } = read(fixture('alertmanager'));
    assert.equal(
      text,
      [
        '🔥 Firing (1): InstanceDown, job=node, severity=critical',
        '• instance=db-1:9100: Instance db-1:9100 is down, since 2026-11-26 10:01 UTC',
        '✅ Resolved (1): InstanceDown, job=node, severity=critical',
        '• instance=db-2:9100: Instance db-2:9100 is down — It did not answer for 5 minutes, until 2026-11-26 10:02 UTC',
        'http://alertmanager.example.org:9093',
      ].join('\n'),
    );
    assert.equal(windowMs, ALERTS_WINDOW_MS);
  });

  it('by Grafana says so under its own title', () => {
    const lines = read(fixture('grafana')).text.split('\n');
    assert.deepEqual(lines.slice(0, 3), [
      '[FIRING:2]  (blue)',
      '🔥 Firing (2): team=blue',
      '• High memory usage, zone=us-1: This alert was triggered for zone us-1 — The system has high memory usage, since 2021-10-12 07:51 UTC',
    ]);
    assert.equal(lines.length, 5);
  });

  it('in Slack’s shape says its text and its attachments, in whose name, with which picture', () => {
    const expected = [
      'Build #42 (https://ci.example.org/42) of @here <main> & more',
      'Network traffic (kb/s): How does this look?',
      'Tests\nhttps://ci.example.org/42/tests\n3 failed',
    ].join('\n');
    const { text, as, windowMs } = read(fixture('slack'));
    assert.deepEqual([text, as], [expected, { name: 'Jenkins', emoji: '🚀' }]);
    assert.equal(windowMs, OTHERS_WINDOW_MS);
    const form = `payload=${encodeURIComponent(fixture('slack'))}`;
    assert.deepEqual(read(form), read(fixture('slack')), 'a form is the same');
    assert.deepEqual(
      said({ text: 'a', username: 'x\u202ey', icon_emoji: ':nothing:' }).as,
      undefined,
    );
    assert.deepEqual(said({ text: 'a', icon_emoji: '🎉' }).as, { emoji: '🎉' });
  });

  it('keeps what it says beside what nobody can read, and numbers as they are written', () => {
    const alerts = [
      { status: 'firing', labels: { constructor: 'steel', floor: 3, gone: null }, annotations: [] },
    ];
    const notification = { version: '4', groupKey: 'g', status: 'firing', alerts };
    assert.equal(said(notification).text, '🔥 Firing (1)\n• constructor=steel, floor=3');
    const attachments = [
      null,
      { fields: [7, { title: 'Errors', value: 5 }] },
      { text: 'and this' },
    ];
    const counted = said({ attachments });
    assert.equal(counted.text, 'Errors: 5\nand this');
    const other = JSON.parse(JSON.stringify({ attachments }).replace('5', '6')) as object;
    assert.notEqual(said(other).digest, counted.digest, 'another number is another delivery');
  });

  it('that says nothing, or is no JSON, is refused in Slack’s words', () => {
    for (const body of [
      '',
      'hello',
      '[]',
      '"hi"',
      'null',
      '{"text":',
      'payload=hello',
      'text=hi',
    ]) {
      assert.deepEqual(deliveryOf(body), { problem: 'invalid_payload' }, body);
    }
    for (const body of [
      '{}',
      '{"text":" "}',
      '{"text":5}',
      '{"text":"\\u0000"}',
      '{"attachments":[{}]}',
    ]) {
      assert.deepEqual(deliveryOf(body), { problem: 'no_text' }, body);
    }
  });

  it('is cut where a message ends, never within a character, with a word that it was', () => {
    const family = '👨‍👩‍👧‍👦';
    const { text } = said({ text: family.repeat(1_000) });
    assert.ok(text.length <= LIMITS.textMax);
    const [whole = '', word] = text.split('\n');
    assert.equal(whole, family.repeat(whole.length / family.length));
    assert.match(word ?? '', /^… \(cut: 11000 characters\)$/);
    assert.equal(cutText('short', 4_096), 'short');
  });

  it('becomes a message that the log takes, or none, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), slackLike), (body) => {
        const delivery = deliveryOf(body);
        if ('problem' in delivery) return;
        assert.equal(textProblem(delivery.text), undefined);
      }),
      { numRuns: 500 },
    );
  });
});
const slackLike = fc
  .record(
    {
      text: fc.string({ unit: 'binary', maxLength: 5_000, size: 'max' }),
      attachments: fc.anything(),
      username: fc.anything(),
    },
    { requiredKeys: [] },
  )
  .map((payload) => JSON.stringify(payload) ?? '');

describe('a delivery', () => {
  const NOW = 1_800_000_000_000;
  const USER = 'bot-00000000-0000-4000-8000-000000000000';
  const seen = (deliveries: Deliveries, delivery: Delivery, atMs: number, user = USER) => {
    const id = deliveries.idOf({ ...delivery, userId: user }, atMs);
    const at = new Date(atMs).toISOString();
    const fact = { type: 'MessagePosted', id, user: { id: user, name: 'Hook' }, v: 1, data: {} };
    deliveries.saw({ at, fact });
    return id;
  };
  const isRepeat = (delivery: Delivery, other: Delivery, afterMs: number, at = NOW) => {
    const deliveries = new Deliveries();
    const first = seen(deliveries, delivery, at);
    const about = { ...other, userId: USER };
    return deliveries.has(about, at + afterMs) || deliveries.idOf(about, at + afterMs) === first;
  };
  const alerts = () => JSON.parse(fixture('alertmanager')) as { [field: string]: unknown };

  it('is the same within its window, at whatever moment, and not after it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 0, max: 300_000 }),
        fc.boolean(),
        (shift, afterMs, isAlert) => {
          const one = isAlert ? said(alerts()) : said({ text: 'deployed' });
          assert.equal(isRepeat(one, one, afterMs, NOW + shift), afterMs < one.windowMs);
        },
      ),
    );
  });

  it('is another one where it reads otherwise, or is of other alerts', () => {
    const one = alerts();
    const [first, second] = one['alerts'] as Record<string, unknown>[];
    for (const other of [
      { ...one, groupKey: '{}:{alertname="Other"}' },
      { ...one, status: 'resolved' },
      { ...one, alerts: [first] },
      { ...one, alerts: [{ ...first, startsAt: '2026-11-26T10:01:13.000Z' }, second] },
      { ...one, alerts: [{ ...first, fingerprint: '0' }, second] },
      { ...one, alerts: [{ ...first, annotations: { summary: 'It burns' } }, second] },
    ]) {
      assert.ok(!isRepeat(said(one), said(other), 1_000), JSON.stringify(other));
    }
    assert.ok(!isRepeat(said({ text: 'a' }), said({ text: 'b' }), 0));
    assert.ok(!isRepeat(said({ text: 'a' }), said({ text: 'a', username: 'x' }), 0));
    assert.ok(isRepeat(said(one), said({ ...one, receiver: 'other replica' }), 1_000));
    // Where a text is cut the rest counts all the same.
    const long = 'x'.repeat(5_000);
    assert.ok(!isRepeat(said({ text: `${long}a` }), said({ text: `${long}b` }), 0));
  });

  it('of another hook is another one', () => {
    const deliveries = new Deliveries();
    const one = said({ text: 'deployed' });
    seen(deliveries, one, NOW);
    const other = USER.replace(/0$/, '1');
    assert.ok(!deliveries.has({ ...one, userId: other }, NOW));
  });

  it('has an id so young that the log knows by itself whether it has it', () => {
    const deliveries = new Deliveries();
    for (let ms = 0; ms < 120_000; ms += 977) {
      const id = deliveries.idOf({ ...said(alerts()), userId: USER }, NOW + ms);
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
      assert.ok(NOW + ms - time < FRESH_MS && time <= NOW + ms);
    }
  });
});
