import assert from 'node:assert/strict';
import { messageId } from '../../../src/chat/kernel/codec.ts';
import { addressReader, limitKey } from '../../../src/gateway/limits/address.ts';
import { setBounded } from '../../../src/gateway/limits/bounded.ts';
import { frameCost } from '../../../src/gateway/limits/cost.ts';
import { DailyBytes } from '../../../src/gateway/limits/daily.ts';
import { Penalties } from '../../../src/gateway/limits/penalties.ts';
import { type Place, Places } from '../../../src/gateway/limits/places.ts';
import { PostQuota } from '../../../src/gateway/limits/post-quota.ts';
import { Seats } from '../../../src/gateway/limits/seats.ts';
import { TooMany, Turns } from '../../../src/gateway/limits/turns.ts';
import { posted } from '../../support/facts.ts';
import { limitsOf } from './connected.ts';

const taken = (place: Place | string): Place => {
  assert.ok(typeof place === 'object', String(place));
  return place;
};

describe('places', () => {
  it('are refused past the limit of all, of an address, of a user, and given back once', () => {
    const places = new Places({ all: 3, perAddress: 2, perUser: 1 });
    const first = taken(places.take('a'));
    assert.equal(first.claim('ada', 0), undefined);
    const second = taken(places.take('a'));
    assert.equal(second.claim('ada', 0), 'user');
    assert.equal(places.take('a'), 'address');
    taken(places.take('b'));
    assert.equal(places.take('c'), 'all');
    first.free(0);
    first.free(0);
    assert.equal(second.claim('ada', 0), undefined);
    taken(places.take('c'));
    assert.equal(places.take('d'), 'all', 'one was given back, not two');
  });

  it('keep the last tenth for who was here for a while a moment ago, one connection each', () => {
    const places = new Places({ all: 20, perAddress: 20, perUser: 20 });
    for (const [user, leftAt] of [
      ['ada', 60_000],
      ['passer-by', 59_999],
    ] as const) {
      const place = taken(places.take('a'));
      assert.equal(place.claim(user, 0), undefined);
      place.free(leftAt);
    }
    for (let n = 0; n < 18; n++) {
      assert.equal(taken(places.take('b')).claim(`stranger ${n}`, 61_000), undefined);
    }
    const newcomer = taken(places.take('b'));
    assert.equal(newcomer.claim('newcomer', 61_000), 'all');
    assert.equal(newcomer.claim('passer-by', 61_000), 'all');
    assert.equal(newcomer.claim('ada', 700_000), 'all', 'too long ago');
    assert.equal(newcomer.claim('ada', 62_000), undefined);
    assert.equal(taken(places.take('a')).claim('ada', 62_000), 'all', 'only one');
  });
});

describe('limits of a gateway', () => {
  it('are those of its settings', () => {
    const limits = limitsOf({ CONNECTIONS_MAX: '2' });
    taken(limits.places.take('a'));
    taken(limits.places.take('b'));
    assert.equal(limits.places.take('c'), 'all');
  });
});

describe('seats', () => {
  it('keep the last tenth of all, and of an address, for connections that are in few rooms', () => {
    const seats = new Seats({ all: 40, perAddress: 20 });
    const takes = (address: string, has: number, times: number) =>
      Array.from({ length: times }, () => seats.take(address, has)).filter(Boolean).length;
    assert.equal(takes('a', 5, 30), 18);
    assert.equal(takes('a', 4, 30), 2);
    assert.equal(takes('b', 5, 30), 16, 'of all');
    assert.equal(takes('b', 0, 30), 4);
    seats.free('a');
    assert.deepEqual([takes('a', 5, 1), takes('a', 0, 1)], [0, 1]);
  });
});

describe('penalties', () => {
  it('keep away who flooded, twice as long each time, and are forgotten', () => {
    const penalties = new Penalties();
    assert.equal(penalties.wait('eve', 0), 0);
    assert.equal(penalties.punish('eve', 0), 5_000);
    assert.equal(
      penalties.punish('eve', 1_000),
      4_000,
      'her other connections are of the same flood',
    );
    assert.deepEqual([penalties.wait('eve', 1_000), penalties.wait('ada', 1_000)], [4_000, 0]);
    assert.equal(penalties.wait('eve', 5_000), 0);
    let now = 5_000;
    for (const ms of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      assert.equal(penalties.punish('eve', now), ms);
      now += ms;
    }
    assert.equal(penalties.punish('eve', now + 600_000), 5_000);
  });
});

describe('addresses', () => {
  it('count an IPv6 network as one, and IPv4 however it is written', () => {
    assert.equal(limitKey('::ffff:192.0.2.7'), '192.0.2.7');
    assert.equal(limitKey('192.0.2.7'), '192.0.2.7');
    for (const text of [
      '::ffff:c000:207',
      '0:0:0:0:0:ffff:192.0.2.7',
      '0:0:0:0:0:FFFF:C000:0207',
    ]) {
      assert.equal(limitKey(text), '192.0.2.7', text);
    }
    const network = limitKey('2001:db8:0:1::5');
    assert.equal(limitKey('2001:0DB8:0000:0001:ffff:1:2:3'), network);
    assert.equal(limitKey('2001:db8::1:0:0:0:1%eth0'), network);
    assert.notEqual(limitKey('2001:db8:0:2::5'), network);
    assert.equal(limitKey('::1'), limitKey('::2'));
  });

  const from = (proxies: string[], remoteAddress: string | undefined, forwarded?: string) =>
    addressReader(proxies)({
      socket: { remoteAddress },
      headers: { 'x-forwarded-for': forwarded },
    } as never);

  it('are taken from X-Forwarded-For only as far as proxies of ours wrote it', () => {
    assert.equal(from([], '198.51.100.1', '203.0.113.9'), '198.51.100.1');
    assert.equal(from(['10.0.0.0/8'], '198.51.100.1', '203.0.113.9'), '198.51.100.1');
    assert.equal(from(['10.0.0.0/8'], '10.0.0.2', '1.1.1.1, 203.0.113.9'), '203.0.113.9');
    assert.equal(from(['10.0.0.0/8'], '10.0.0.2', '203.0.113.9, 10.0.0.3'), '203.0.113.9');
    assert.equal(from(['10.0.0.0/8'], '10.0.0.2', 'rubbish'), '10.0.0.2');
    assert.equal(from(['10.0.0.0/8'], '10.0.0.2', '203.0.113.9:5678'), '203.0.113.9');
    const v6 = from(['10.0.0.0/8'], '10.0.0.2', '[2001:db8::1]:5678');
    assert.equal(v6, limitKey('2001:db8::2'));
    assert.equal(from([], undefined), 'gone');
  });
});

describe('counts of strangers', () => {
  it('are bounded in number: past it the first one starts anew', () => {
    const map = new Map<string, number>();
    for (let i = 0; i < 100_001; i++) setBounded(map, `key ${i}`, i);
    assert.equal(map.size, 100_000);
    assert.deepEqual([map.has('key 0'), map.get('key 1')], [false, 1]);
    setBounded(map, 'key 1', 7);
    assert.deepEqual([map.size, map.get('key 1')], [100_000, 7]);
  });
});

describe('bytes a day', () => {
  it('are refused past the limit until the next day begins', () => {
    const bytes = new DailyBytes(100, 0);
    assert.equal(bytes.wait('ada', 60, 0), 0);
    bytes.count('ada', 60);
    assert.equal(bytes.wait('ada', 60, 1_000), 86_399_000);
    assert.equal(bytes.wait('bob', 60, 1_000), 0);
    assert.equal(bytes.wait('ada', 60, 86_400_000), 0);
  });
});

describe('message ids', () => {
  it('differ where user or id do, also by blanks and separators', () => {
    const of = (user: string, id: string) =>
      messageId(posted({ id, room: 'r', user: { id: user, name: 'x' }, text: 'x' }));
    const [one, two] = [
      '01a20a57-d13b-7972-8438-62a8c37e5da3',
      '01a20a57-d13b-7972-8438-62a8c37e5da4',
    ];
    const users = [
      'trim',
      ' trim',
      'trim ',
      '\u00a0trim',
      'a|b',
      'a%7Cb',
      'Trim',
      'ada@example.org',
      'auth0|1',
      '李',
    ];
    const pairs = users.flatMap((user) => [
      [user, one],
      [user, two],
    ]);
    const ids = pairs.map(([user = '', id = '']) => of(user, id));
    assert.equal(new Set(ids).size, pairs.length);
    assert.equal(of('auth0|1', one), `auth0|1|${one}`, 'plain ones stay as they are');
    for (const id of ids) assert.match(id, /^[\x21-\x7e]+$/);
  });
});

describe('turns', () => {
  it('run so many at a time, let so many wait, and refuse the rest at once', async () => {
    const turns = new Turns(1, 2);
    const gate = Promise.withResolvers<void>();
    const done: number[] = [];
    const task = (n: number) => turns.run(() => gate.promise.then(() => done.push(n)));
    const taken = [task(1), task(2), task(3)];
    assert.equal(turns.full, true);
    await assert.rejects(task(4), TooMany);
    gate.resolve();
    await Promise.all(taken);
    assert.deepEqual(done, [1, 2, 3]);
    await task(5);
    assert.deepEqual(done, [1, 2, 3, 5]);
  });

  it('alternate between those who ask, and who has the fewest waiting is not refused for who has the most', async () => {
    const turns = new Turns(1, 4);
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const ask = (who: string, n: number) =>
      turns.run(() => gate.promise.then(() => done.push(`${who} ${n}`)), who);
    const flood = [1, 2, 3, 4, 5].map((n) => ask('eve', n));
    const settled = Promise.allSettled(flood);
    await assert.rejects(ask('eve', 6), TooMany);
    const others = [ask('ada', 1), ask('bob', 1)];
    await assert.rejects(ask('bob', 2), TooMany, 'nobody has two more than bob');
    gate.resolve();
    await Promise.all(others);
    assert.deepEqual(
      (await settled).map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
    );
    assert.deepEqual(done, ['eve 1', 'eve 2', 'ada 1', 'bob 1', 'eve 3']);
    assert.equal(turns.full, false);
  });

  it('go on after a task that failed', async () => {
    const turns = new Turns(1, 1);
    await assert.rejects(turns.run(() => Promise.reject(new Error('no'))));
    assert.equal(await turns.run(() => Promise.resolve(7)), 7);
  });
});

describe('the cost of a frame', () => {
  it('grows with what it makes a gateway do, and with its bytes', () => {
    assert.ok(frameCost('history', 60) > frameCost('join', 60));
    assert.ok(frameCost('join', 60) > frameCost('post', 60));
    assert.ok(frameCost(undefined, 1) > frameCost('ping', 15));
    assert.ok(frameCost('post', 32_000) > frameCost('post', 60));
  });
});

describe('what may be posted', () => {
  const visitor = (id: string, address: string) => ({
    identity: { user: { id, name: id }, roles: [], rooms: [], expiresAt: 0 },
    address,
  });
  const quota = (more: object) =>
    new PostQuota(
      {
        user: { perSecond: 1, burst: 100 },
        address: { perSecond: 1, burst: 100 },
        userDayBytes: 1_000,
        addressDayBytes: 1_000,
        dayBytes: 1_000,
        ...more,
      },
      0,
    );

  it('is limited for a user, whatever the address, and for an address, whoever is behind it', () => {
    const users = quota({ user: { perSecond: 1, burst: 2 } });
    assert.deepEqual(
      [1, 2, 3].map((n) => users.take(visitor('ada', `a${n}`), 1, 0) > 0),
      [false, false, true],
    );
    assert.deepEqual(
      [1, 2, 3].map(() => users.take(visitor('bob', 'a1'), 1, 0) > 0),
      [false, false, true],
      'another user has a whole burst while one has none left',
    );
    const addresses = quota({ address: { perSecond: 1, burst: 2 } });
    assert.deepEqual(
      [1, 2, 3].map((n) => addresses.take(visitor(`u${n}`, 'a'), 1, 0) > 0),
      [false, false, true],
    );
  });

  it('that was refused for one limit uses up nothing of another', () => {
    const posts = quota({
      user: { perSecond: 1, burst: 2 },
      address: { perSecond: 1, burst: 1 },
    });
    assert.equal(posts.take(visitor('ada', 'a'), 1, 0), 0);
    assert.ok(posts.take(visitor('ada', 'a'), 1, 0) > 0);
    assert.equal(posts.take(visitor('ada', 'b'), 1, 0), 0);
  });

  it('is limited by bytes a day for each of them and for everybody; what was refused does not count', () => {
    for (const [limit, second] of [
      ['userDayBytes', visitor('ada', 'b')],
      ['addressDayBytes', visitor('bob', 'a')],
      ['dayBytes', visitor('bob', 'b')],
    ] as const) {
      const bytes = quota({ [limit]: 9 });
      assert.equal(bytes.take(visitor('ada', 'a'), 6, 0), 0, limit);
      assert.ok(bytes.take(second, 6, 0) > 0, limit);
      assert.equal(bytes.take(second, 3, 0), 0, limit);
    }
  });

  it('by everybody: the last tenth of the day is for those who posted before', () => {
    const bytes = quota({ dayBytes: 100 });
    assert.equal(bytes.take(visitor('ada', 'a'), 80, 0), 0);
    assert.ok(bytes.take(visitor('newcomer', 'b'), 11, 0) > 0);
    assert.equal(bytes.take(visitor('newcomer', 'b'), 10, 0), 0);
    assert.ok(bytes.take(visitor('another', 'c'), 1, 0) > 0);
    assert.equal(bytes.take(visitor('ada', 'a'), 10, 0), 0);
    const many = quota({ dayBytes: 10_000_000, userDayBytes: 1e9, addressDayBytes: 1e9 });
    assert.equal(many.take(visitor('eve', 'a'), 8_999_000, 0), 0);
    assert.equal(many.take(visitor('ada', 'b'), 1_000, 0), 0);
    assert.equal(many.take(visitor('eve', 'a'), 30_000, 0), 0);
    assert.ok(many.take(visitor('eve', 'a'), 30_000, 0) > 0, 'a small part of it for each');
    assert.equal(many.take(visitor('ada', 'b'), 30_000, 0), 0);
    const tomorrow = 86_400_000;
    assert.equal(bytes.take(visitor('ada', 'a'), 80, tomorrow), 0);
    assert.ok(bytes.take(visitor('newcomer', 'b'), 11, tomorrow) > 0, 'a newcomer again');
  });
});
