// The HTTP API: what is said by requests goes the way of what sockets say, with the same rules, on every gateway.
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { type Answer, type Ask, ask } from '../../support/http.ts';
import { logCount } from '../../support/log.ts';
import { tokenFor } from '../../support/tokens.ts';
import { connectWire, type Frame, uuid7, type WireClient } from '../../support/wire.ts';

describe('HTTP', function () {
  this.timeout(60_000);
  let chat: TestChat;
  const open: WireClient[] = [];
  before(async () => {
    chat = await startChat({ gateways: 2, env: { ADMINS: 'root', PRIVATE_ROOMS: 'board' } });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });
  after(() => chat?.stop());

  interface Person {
    token: string;
    /** `POST /rooms/lobby/messages`, on a gateway, the first unless told. */
    asks: (what: string, more?: Ask, gateway?: number) => Promise<Answer>;
    posts: (room: string, text: string, key?: string, gateway?: number) => Promise<Answer>;
    /** On a socket. */
    does: (frame: Record<string, unknown>) => Promise<Frame>;
  }
  async function person(id: string, claims?: Record<string, unknown>): Promise<Person> {
    const token = await tokenFor(chat, id, claims);
    const asks: Person['asks'] = (what, more = {}, gateway = 0) =>
      ask(what.replace(' ', ` ${chat.urls()[gateway]}/api`), { token, ...more });
    let wire: WireClient | undefined;
    return {
      token,
      asks,
      posts: (room, text, key, gateway = 0) =>
        asks(
          `POST /rooms/${room}/messages`,
          { body: { text }, ...(key !== undefined && { key }) },
          gateway,
        ),
      does: async (frame) => {
        wire ??= await connectWire(chat.socketUrls()[0] ?? '', { token });
        if (!open.includes(wire)) open.push(wire);
        return await wire.does(frame);
      },
    };
  }
  const says = ({ status, body }: Answer) => [status, body['code']];
  const listener = async (name: string, room: string, gateway = 0) => {
    const wire = await chat.join(name, gateway);
    open.push(wire);
    await wire.join(room);
    return wire;
  };

  it('posts what everybody in the room hears, on every gateway, and says where it stands', async () => {
    const ada = await person('ada');
    const bob = await listener('Bob', 'hall', 1);
    const { status, body } = await ada.posts('hall', 'hello from curl 👋');
    assert.deepEqual([status, body['room']], [201, 'hall']);
    const heard = await bob.waitFor(({ type }) => type === 'event');
    assert.deepEqual([heard['seq'], heard['id']], [body['seq'], body['id']]);
    assert.deepEqual(heard['user'], { id: 'ada', name: 'ADA', kind: 'guest' });
    const reply = await ada.asks('POST /rooms/hall/messages', {
      body: { text: 'and a reply', replyTo: body['seq'] },
    });
    assert.equal(reply.status, 201);
    const answer = await bob.waitFor(({ seq }) => seq === reply.body['seq']);
    assert.deepEqual(answer['data'], { text: 'and a reply', replyTo: body['seq'] });
  });

  it('edits, deletes and reacts, and everybody hears it', async () => {
    const ada = await person('ada');
    const bob = await person('bob');
    const heard = await listener('Eve', 'desk');
    const { seq } = (await ada.posts('desk', 'draft')).body;
    const at = `/rooms/desk/messages/${seq}`;
    const thumb = encodeURIComponent('👍');
    const done = [
      await ada.asks(`PATCH ${at}`, { body: { text: 'final' } }),
      await bob.asks(`PUT ${at}/reactions/${thumb}`, {}, 1),
      await bob.asks(`DELETE ${at}/reactions/${thumb}`, {}, 1),
      await ada.asks(`DELETE ${at}`),
    ];
    assert.deepEqual(
      done.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    const last = done.at(-1)?.body['seq'];
    await heard.waitFor((frame) => frame.type === 'event' && frame['seq'] === last);
    assert.deepEqual(
      heard.events('desk').map(({ event }) => event),
      ['MessagePosted', 'MessageEdited', 'ReactionAdded', 'ReactionRemoved', 'MessageDeleted'],
    );
    assert.deepEqual(says(await bob.asks(`PATCH ${at}`, { body: { text: 'no' } })), [
      404,
      'not_found',
    ]);
    const other = (await ada.posts('desk', 'mine')).body['seq'];
    const foreign = await bob.asks(`PATCH /rooms/desk/messages/${other}`, { body: { text: 'no' } });
    assert.deepEqual(says(foreign), [403, 'forbidden']);
    assert.deepEqual(says(await bob.asks(`DELETE /rooms/desk/messages/${other}`)), [
      403,
      'forbidden',
    ]);
  });

  describe('a key', () => {
    it('makes one message of a request that is sent again, to whichever gateway', async () => {
      const ada = await person('ada');
      const before = await logCount(chat);
      const all = await Promise.all(
        [0, 1, 0, 1].map((gateway) => ada.posts('keys', 'once', 'order-17 of "today"', gateway)),
      );
      assert.deepEqual(all.map(({ status }) => status).sort(), [200, 200, 200, 201]);
      const again = await ada.posts('keys', 'once', 'order-17 of "today"', 1);
      assert.equal(again.status, 200);
      const seqs = new Set([...all, again].map(({ body }) => `${body['seq']} ${body['id']}`));
      assert.equal(seqs.size, 1);
      assert.equal(await logCount(chat), before + 1);
    });

    it('that is a UUIDv7 is the id of the message, as on a socket', async () => {
      const ada = await person('ada');
      const key = uuid7();
      const first = await ada.posts('keys', 'as an id', `"${key.toUpperCase()}"`);
      assert.deepEqual([first.status, first.body['id']], [201, key]);
      assert.equal((await ada.posts('keys', 'as an id', key, 1)).status, 200);
    });

    it('of one person is nobody else’s, and without one the same is said twice', async () => {
      const [ada, bob] = [await person('ada'), await person('bob')];
      const seqs = [
        await ada.posts('keys', 'same', 'shared'),
        await bob.posts('keys', 'same', 'shared'),
        await ada.posts('keys', 'same'),
        await ada.posts('keys', 'same'),
      ].map(({ status, body }) => `${status} ${body['seq']}`);
      assert.equal(new Set(seqs).size, 4);
      assert.ok(
        seqs.every((one) => one.startsWith('201 ')),
        seqs.join(),
      );
    });

    it('that is used again for something else is refused: another room, text, message', async () => {
      const ada = await person('ada');
      const first = await ada.posts('keys', 'one', 'used');
      assert.equal(first.status, 201);
      const tries: Promise<Answer>[] = [
        ada.posts('other', 'one', 'used'),
        ada.posts('keys', 'two', 'used', 1),
        ada.asks(`PATCH /rooms/keys/messages/${first.body['seq']}`, {
          body: { text: 'one' },
          key: 'used',
        }),
        ada.asks(`DELETE /rooms/keys/messages/${first.body['seq']}`, { key: 'used' }),
      ];
      for (const answer of await Promise.all(tries))
        assert.deepEqual(says(answer), [409, 'conflict']);
      assert.equal((await ada.posts('keys', 'one', 'used')).body['seq'], first.body['seq']);
    });

    it('is 1 to 128 printable characters', async () => {
      const ada = await person('ada');
      for (const key of ['', 'x'.repeat(129), '\u00e4', '""']) {
        assert.deepEqual(says(await ada.posts('keys', 'no', key)), [422, 'bad_frame'], key);
      }
      assert.equal((await ada.posts('keys', 'yes', 'x'.repeat(128))).status, 201);
    });
  });

  describe('a room', () => {
    it('that is private is there for who is in it, and for nobody else', async () => {
      const [owner, member, other] = [
        await person('owner'),
        await person('member'),
        await person('other'),
      ];
      const created = await owner.does({
        type: 'create',
        room: 'plans',
        kind: 'private',
        members: ['member'],
      });
      assert.equal(created.type, 'ack');
      assert.equal((await owner.posts('plans', 'secret')).status, 201);
      const closed = [
        '/rooms/plans',
        '/rooms/plans/messages',
        '/rooms/plans/members',
        '/rooms/plans/read',
        '/rooms/plans/events',
      ];
      for (const who of [member, other]) {
        assert.deepEqual(says(await who.posts('plans', 'me, too', undefined, 1)), [
          403,
          'forbidden',
        ]);
        for (const path of closed)
          assert.deepEqual(says(await who.asks(`GET ${path}`)), [403, 'forbidden'], path);
        const found = await who.asks('GET /search?query=secret');
        assert.deepEqual(found.body['messages'], []);
      }
      const accepted = await member.does({
        type: 'member',
        room: 'plans',
        user: 'member',
        do: 'accept',
      });
      assert.equal(accepted.type, 'ack');
      await eventually(async () =>
        assert.equal((await member.posts('plans', 'hello', undefined, 1)).status, 201),
      );
      const now = (await member.asks('GET /rooms/plans', {}, 1)).body;
      assert.deepEqual(now['member'], { state: 'in', role: 'member' });
      assert.equal((now['state'] as { kind: string }).kind, 'private');
      const page = await member.asks('GET /rooms/plans/messages');
      const texts = (page.body['messages'] as { text: string }[]).map(({ text }) => text);
      assert.deepEqual(texts, ['secret', 'hello']);
    });

    it('of tokens is open to who has it in theirs', async () => {
      const [insider, outsider] = [
        await person('insider', { rooms: ['board'] }),
        await person('outsider'),
      ];
      assert.equal((await insider.posts('board', 'budget')).status, 201);
      assert.deepEqual(says(await outsider.posts('board', 'budget?')), [403, 'forbidden']);
      assert.deepEqual(says(await outsider.asks('GET /rooms/board/messages')), [403, 'forbidden']);
      assert.equal((await insider.asks('GET /rooms/board/messages', {}, 1)).status, 200);
    });

    it('hears nothing of who is banned or muted there, and is not read by who is banned', async () => {
      const root = await person('root');
      for (const [id, act, canRead] of [
        ['banned', 'ban', false],
        ['muted', 'mute', true],
      ] as const) {
        const who = await person(id);
        assert.equal((await who.posts('square', 'before')).status, 201);
        await root.does({ type: 'member', room: 'square', user: id, do: act });
        const refused = await who.posts('square', 'after', undefined, 1);
        assert.deepEqual(says(refused), [403, 'forbidden']);
        assert.match(String(refused.body['detail']), new RegExp(`you are ${id}`));
        await eventually(async () => {
          const { status } = await who.asks('GET /rooms/square/messages');
          assert.equal(status, canRead ? 200 : 403);
        });
      }
    });

    it('that is slow says how long to wait', async () => {
      const root = await person('root');
      await root.does({ type: 'create', room: 'calm', kind: 'public' });
      const changed = await root.does({ type: 'change', room: 'calm', slowModeSeconds: 30 });
      assert.equal(changed.type, 'ack');
      const ada = await person('ada');
      await eventually(async () => {
        const { state } = (await ada.asks('GET /rooms/calm')).body as {
          state: { slowModeSeconds?: number };
        };
        assert.equal(state.slowModeSeconds, 30);
      });
      assert.equal((await ada.posts('calm', 'one')).status, 201);
      const second = await ada.posts('calm', 'two');
      assert.deepEqual(says(second), [429, 'slow_mode']);
      assert.equal(second.headers.get('retry-after'), '30');
      assert.ok(Number(second.body['retryAfterMs']) > 20_000);
    });
  });

  it('gives pages of messages as they are now, each with a link to the one before it', async () => {
    const ada = await person('ada');
    const seqs: number[] = [];
    for (let n = 0; n < 7; n++) seqs.push(Number((await ada.posts('past', `m${n}`)).body['seq']));
    await ada.asks(`PATCH /rooms/past/messages/${seqs[1]}`, { body: { text: 'm1, edited' } });
    await ada.asks(`DELETE /rooms/past/messages/${seqs[2]}`);
    const pages: string[][] = [];
    for (let next: string | undefined = '/api/rooms/past/messages?limit=3'; next !== undefined; ) {
      const page: Answer = await ada.asks(`GET ${next.slice('/api'.length)}`, {}, pages.length % 2);
      assert.equal(page.status, 200);
      pages.unshift((page.body['messages'] as { text: string }[]).map(({ text }) => text));
      const link = page.headers.get('link');
      assert.equal(link !== null, page.body['more']);
      next = /^<([^>]+)>; rel="next"$/.exec(link ?? '')?.[1];
    }
    assert.deepEqual(pages.flat(), ['m0', 'm1, edited', '', 'm3', 'm4', 'm5', 'm6']);
    const around = await ada.asks(`GET /rooms/past/messages?around=${seqs[3]}&limit=3`);
    const found = (around.body['messages'] as { seq: number }[]).map(({ seq }) => seq);
    assert.ok(found.includes(Number(seqs[3])), JSON.stringify(found));
    const both = await ada.asks('GET /rooms/past/messages?around=1&before=2');
    assert.deepEqual(says(both), [422, 'bad_frame']);
  });

  it('says what a room is, who is in it, which there are, and what was said', async () => {
    const owner = await person('nora');
    await owner.does({ type: 'create', room: 'library', kind: 'public', title: 'The library' });
    await owner.posts('library', 'periwinkle');
    const own = await owner.asks('GET /me/rooms');
    assert.deepEqual(
      (own.body['rooms'] as { room: string; role: string }[]).map(({ room, role }) => [room, role]),
      [['library', 'owner']],
    );
    const members = await owner.asks('GET /rooms/library/members');
    const people = members.body['people'] as { user: { id: string }; role: string }[];
    assert.deepEqual(
      people.map(({ user, role }) => [user.id, role]),
      [['nora', 'owner']],
    );
    const listed = await owner.asks('GET /rooms?query=library');
    assert.deepEqual(
      (listed.body['rooms'] as { title: string }[]).map(({ title }) => title),
      ['The library'],
    );
    await eventually(async () => {
      const { body } = await owner.asks('GET /search?query=periwinkle', {}, 1);
      assert.deepEqual(
        (body['messages'] as { room: string }[]).map(({ room }) => room),
        ['library'],
      );
    });
    const pages = [await owner.asks('GET /rooms?limit=1')];
    const link = pages[0]?.headers.get('link') ?? '';
    const next = /^<\/api([^>]+)>; rel="next"$/.exec(link)?.[1] ?? assert.fail(link);
    pages.push(await owner.asks(`GET ${next}`));
    const rooms = pages.map(({ body }) => (body['rooms'] as { room: string }[])[0]?.room);
    assert.equal(new Set(rooms).size, 2);
  });

  it('moves read marks forward only, which other devices hear of', async () => {
    const ada = await person('reader');
    const { seq } = (await ada.posts('marks', 'read me')).body as { seq: number };
    const wire = await connectWire(chat.socketUrls()[1] ?? '', { token: ada.token });
    open.push(wire);
    await wire.join('marks');
    const moved = await ada.asks('PUT /rooms/marks/read', { body: { seq } });
    assert.deepEqual([moved.status, moved.body], [200, { room: 'marks', seq }]);
    const heard = await wire.waitFor(({ type }) => type === 'read');
    assert.deepEqual(heard, { type: 'read', room: 'marks', seq });
    const back = await ada.asks('PUT /rooms/marks/read', { body: { seq: seq - 1 } });
    assert.equal(back.body['seq'], seq);
    await eventually(async () =>
      assert.equal((await ada.asks('GET /rooms/marks/read', {}, 1)).body['seq'], seq),
    );
    const beyond = await ada.asks('PUT /rooms/marks/read', { body: { seq: seq + 1_000 } });
    assert.deepEqual(says(beyond), [422, 'bad_frame']);
  });

  it('says at once what was marked last, though nobody else of the person is there', async () => {
    const ada = await person('alone');
    const seqs: number[] = [];
    for (const text of ['a', 'b', 'c'])
      seqs.push(Number((await ada.posts('marks', text)).body['seq']));
    for (const seq of seqs) {
      await ada.asks('PUT /rooms/marks/read', { body: { seq } });
      assert.equal((await ada.asks('GET /rooms/marks/read')).body['seq'], seq);
    }
  });
});
