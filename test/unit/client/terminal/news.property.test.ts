// Whatever happens to messages, and wherever the terminal looks: who remembers what was printed knows what there is.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identityOf } from '../../../../src/chat/kernel/fact.ts';
import type { MessageView } from '../../../../src/chat/kernel/message-view.ts';
import { EMPTY_VIEW } from '../../../../src/chat/kernel/view.ts';
import { fold } from '../../../../src/chat/views.ts';
import { newsOf } from '../../../../src/client/news.ts';
import { Handles } from '../../../../src/client/terminal/handles.ts';
import { framesOf, histories } from '../../../support/histories.ts';
import { eventsOf } from '../../web/events.ts';

describe('what is printed of a room', () => {
  it('says each message once and each change of it, wherever one looks', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 });
    fc.assert(
      fc.property(histories(), sizes, (entries, sizes) => {
        let view = EMPTY_VIEW;
        const printed = new Map<string, Pick<MessageView, 'text' | 'reactions'>>();
        const [pinned, deleted] = [new Set<string>(), new Set<string>()];
        for (let from = 0, i = 0; from < entries.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          const after = fold(view, framesOf(entries.slice(from, from + size)));
          for (const { what, message } of newsOf(view.messages, after.messages)) {
            const key = identityOf(message);
            assert.equal(what === 'said', !printed.has(key));
            assert.ok(!deleted.has(key), 'nothing more is said of what is deleted');
            if (message.deleted) deleted.add(key);
            if (what === 'said' ? message.pinned : what === 'pinned') pinned.add(key);
            if (what === 'unpinned' || message.deleted) pinned.delete(key);
            const before = printed.get(key);
            const { text } = what === 'said' || what === 'edited' ? message : (before ?? message);
            const { reactions } =
              what === 'said' || what === 'reacted' ? message : (before ?? message);
            printed.set(key, message.deleted ? { text: '', reactions: [] } : { text, reactions });
          }
          assert.deepEqual(newsOf(after.messages, after.messages), []);
          view = after;
          from += size;
        }
        for (const message of view.messages) {
          const key = identityOf(message);
          const { text, reactions } = message;
          assert.deepEqual(printed.get(key), { text, reactions });
          assert.equal(pinned.has(key), message.pinned !== undefined);
          assert.equal(deleted.has(key), message.deleted !== undefined);
        }
        assert.equal(printed.size, view.messages.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the number of a message', () => {
  const { messages } = fold(EMPTY_VIEW, eventsOf(1, 4));

  it('is its own for good, in every room, also when it is let go of', () => {
    const handles = new Handles();
    const numbers = messages.map((message) => handles.of('lobby', message));
    assert.deepEqual(
      numbers,
      messages.map((_, i) => i + 1),
    );
    assert.deepEqual(
      numbers,
      messages.map((message) => handles.of('lobby', message)),
    );
    const [first, second] = messages;
    assert.ok(first && second);
    assert.equal(handles.of('den', first), messages.length + 1);
    handles.keepOnly('lobby', [second]);
    assert.equal(handles.named(1), undefined);
    assert.deepEqual(handles.named(2), { room: 'lobby', key: identityOf(second) });
    assert.equal(handles.named(messages.length + 1)?.room, 'den');
    assert.equal(handles.of('lobby', first), messages.length + 2);
  });
});
