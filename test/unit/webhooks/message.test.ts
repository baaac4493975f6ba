// What receivers get, and that the library that they use takes it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Webhook as Verifier } from 'standardwebhooks';
import type { Webhook } from '../../../src/chat/webhook/webhook.ts';
import { webhookSecret } from '../../../src/shared/webhook-secret.ts';
import { headersOf, messageOf } from '../../../src/webhooks/message.ts';
import { posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

const CHAT_SECRET = 'p'.repeat(48);
const ADA = { id: 'ada', name: 'Ada' };
const webhook: Webhook = {
  id: uuid7(),
  room: 'plans',
  slot: 1,
  url: 'https://example.org/',
  events: ['message.posted'],
  by: ADA,
  state: 'on',
};
const entryOf = (text: string, more = {}) => {
  const fact = posted({ id: uuid7(), room: 'plans', user: ADA, text });
  return { seq: 7, at: '2026-01-01T00:00:00.000Z', fact: { ...fact, room: 'plans', ...more } };
};

describe('what a receiver gets', () => {
  it('is verified by the library of the specification, whatever is said, and nothing else is', () => {
    const secret = webhookSecret(CHAT_SECRET, webhook.id);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (text) => {
        const message = messageOf(entryOf(text), webhook);
        assert.ok(message);
        const headers = headersOf(message, [secret], Date.now());
        const said = new Verifier(secret).verify(message.body, headers) as {
          data: { data: { text: string } };
        };
        assert.equal(said.data.data.text, text);
        const other = new Verifier(webhookSecret(CHAT_SECRET, uuid7()));
        // While the chat's own secret is changed, either of them verifies it.
        const old = webhookSecret('q'.repeat(48), webhook.id);
        const both = headersOf(message, [old, secret], Date.now());
        for (const one of [old, secret]) new Verifier(one).verify(message.body, both);
        assert.throws(() => other.verify(message.body, headers));
        const late = headersOf(message, [secret], Date.now() - 10 * 60_000);
        assert.throws(() => new Verifier(secret).verify(message.body, late), 'too old');
      }),
    );
  });

  it('says what happened, when and where, as a client is told of it', () => {
    const entry = entryOf('hello', { extra: 1 });
    const message = messageOf(entry, webhook);
    assert.equal(message?.id, `${webhook.id}-7`);
    assert.deepEqual(JSON.parse(message.body), {
      type: 'message.posted',
      timestamp: entry.at,
      data: {
        extra: 1,
        room: 'plans',
        seq: 7,
        at: entry.at,
        event: 'MessagePosted',
        user: ADA,
        id: entry.fact.id,
        data: entry.fact.data,
      },
    });
  });

  it('is nothing where the webhook is not told of it', () => {
    assert.equal(
      messageOf(entryOf('hello'), { ...webhook, events: ['message.edited'] }),
      undefined,
    );
    assert.equal(messageOf(entryOf('hello', { type: 'RoomChanged' }), webhook), undefined);
  });

  it('has a secret of its own, which follows from the chat’s and from its id alone', () => {
    const { id } = webhook;
    assert.match(webhookSecret(CHAT_SECRET, id), /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.equal(webhookSecret(CHAT_SECRET, id), webhookSecret(CHAT_SECRET, id.toUpperCase()));
    assert.notEqual(webhookSecret(CHAT_SECRET, id), webhookSecret(CHAT_SECRET, uuid7()));
    assert.notEqual(webhookSecret(CHAT_SECRET, id), webhookSecret(`${CHAT_SECRET}x`, id));
  });
});
