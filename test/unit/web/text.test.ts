// What people write, as the page shows it: addresses in text, rooms in the address, times.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { asRoomName, hashOfRoom, roomOfHash } from '../../../src/web/model/route.ts';
import type { Inline } from '../../../src/web/model/text/inlines.ts';
import { loadMarks, markedOf } from '../../../src/web/model/text/marked.ts';
import { dayName, dayOf } from '../../../src/web/model/time.ts';

describe('addresses in text', () => {
  before(loadMarks);
  /** What stands in it, marks left out: here there are none. */
  const partsOf = (text: string) =>
    markedOf(text).flatMap((block) => (block.is === 'paragraph' ? block.inside : []));
  /** The links, as they are shown. */
  const links = (text: string) =>
    partsOf(text).flatMap((part) => (part.is === 'link' ? [shownOf(part)] : []));

  for (const [text, ...shown] of [
    [
      'see https://example.org/a, and http://b.example.',
      'https://example.org/a',
      'http://b.example',
    ],
    ['(https://example.org/a_(b))', 'https://example.org/a_(b)'],
    ['(see https://example.org/a).', 'https://example.org/a'],
    ['HTTPS://EXAMPLE.org', 'HTTPS://EXAMPLE.org'],
    ['"https://example.org/q?a=1&b=2#c"', 'https://example.org/q?a=1&b=2#c'],
    ['<https://example.org>', 'https://example.org'],
    ['https://example.org/ünï…', 'https://example.org/ünï'],
    ['javascript:alert(1) data:text/html,x ftp://example.org xhttps://example.org'],
    ['https://bank.example@evil.example/ https://user:word@evil.example'],
    ['https:// http://: https://[ no address at all'],
    [''],
  ] as [string, ...string[]][]) {
    it(`are ${shown.length === 0 ? 'none' : shown.join(' and ')} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(links(text), shown);
    });
  }

  it('lead where they say, and nothing of the text is lost or added', () => {
    const piece = fc.constantFrom(
      ...['https://', 'http://', 'example.org', '/a', '(', ')', '.', '…', ' ', '@', ':', 'x', '"'],
    );
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (written) => {
        const parts = partsOf(written);
        assert.equal(parts.map(shownOf).join(''), written);
        for (const part of parts) {
          if (part.is !== 'link') continue;
          const { protocol, host } = new URL(part.href);
          assert.match(protocol, /^https?:$/);
          assert.equal(host, new URL(shownOf(part)).host);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

const shownOf = (part: Inline): string =>
  'text' in part ? part.text : part.inside.map(shownOf).join('');

describe('the room in the address', () => {
  it('is the one that was put there, and none where there is no room’s name', () => {
    assert.equal(roomOfHash(hashOfRoom('lobby')), 'lobby');
    assert.equal(roomOfHash('#lobby'), 'lobby');
    for (const hash of ['', '#', '#/', '#/What?!', '#/a/b', `#/${'x'.repeat(65)}`]) {
      assert.equal(roomOfHash(hash), undefined, hash);
    }
  });

  it('is meant by what somebody types', () => {
    for (const typed of ['  Tea Room ', '#tea-room', '#/Tea  Room', 'tea\troom']) {
      assert.equal(asRoomName(typed), 'tea-room', typed);
    }
    assert.equal(
      asRoomName('what?!'),
      'what?!',
      'and is refused in its own words where it is none',
    );
  });
});

describe('days', () => {
  const local = (year: number, month: number, day: number, hour = 12) =>
    new Date(year, month - 1, day, hour).getTime();

  it('change at midnight of the person, not of the server', () => {
    assert.equal(dayOf(local(2026, 6, 15, 0)), dayOf(local(2026, 6, 15, 23)));
    assert.notEqual(dayOf(local(2026, 6, 15, 23)), dayOf(local(2026, 6, 16, 0)));
    const days = [local(2026, 1, 11), local(2026, 2, 11), local(2026, 11, 1), local(2025, 1, 11)];
    assert.equal(new Set(days.map(dayOf)).size, days.length);
  });

  it('are today, yesterday, a date, and a date with its year', () => {
    const now = local(2026, 3, 1, 0);
    assert.equal(dayName(local(2026, 3, 1, 23), now), 'Today');
    assert.equal(dayName(local(2026, 2, 28, 0), now), 'Yesterday');
    assert.doesNotMatch(dayName(local(2026, 2, 27), now), /Yesterday|2026/);
    assert.match(dayName(local(2025, 2, 28), now), /2025/);
    assert.equal(dayName(local(2025, 12, 31), local(2026, 1, 1)), 'Yesterday');
  });

  describe('where the clocks are set forward and back', () => {
    const { TZ } = process.env;
    before(() => {
      process.env['TZ'] = 'Europe/Berlin';
    });
    after(() => {
      if (TZ === undefined) delete process.env['TZ'];
      else process.env['TZ'] = TZ;
    });

    it('are as long as that makes them', () => {
      for (let hour = 0; hour < 24; hour += 1) {
        assert.equal(dayName(local(2026, 3, 29), local(2026, 3, 30, hour)), 'Yesterday');
        assert.equal(dayName(local(2026, 10, 24), local(2026, 10, 25, hour)), 'Yesterday');
      }
    });
  });
});
