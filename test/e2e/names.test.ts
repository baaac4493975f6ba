// A name is one person's, on every gateway: claimed in the log, held while a session is used, seen by everybody.
import assert from 'node:assert/strict';
import { connect } from '../../src/client/client.ts';
import { createSession, endSession, NameTaken } from '../../src/client/session.ts';
import { guestAuth } from '../../src/gateway/edge/auth.ts';
import { type Session, startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { connectWire, uuid7, type WireClient } from '../support/wire.ts';

const HOUR_MS = 3_600_000;
const TTL_SECONDS = 7 * 24 * 3_600;

interface Answer {
  status: number;
  cookie: string | undefined;
  retryAfter: string | null;
  body: Session & { error?: string; suggestion?: string; expiresAt: number };
}

describe('names', () => {
  let chat: TestChat;
  const url = (gateway: number) => String(chat.urls()[gateway]);
  const open: { close: () => unknown }[] = [];

  before(async function () {
    this.timeout(90_000);
    chat = await startChat({ gateways: 2 });
  });
  afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));
  after(() => chat.stop());

  async function ask(
    method: string,
    {
      gateway = 0,
      name,
      token,
      cookie,
    }: Partial<Record<'name' | 'token' | 'cookie', string>> & {
      gateway?: number;
    } = {},
  ): Promise<Answer> {
    const response = await fetch(`${url(gateway)}/api/session`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(cookie !== undefined && { cookie: `${cookieName(gateway)}=${cookie}` }),
      },
      ...(method === 'POST' && { body: JSON.stringify(name === undefined ? {} : { name }) }),
    });
    return {
      status: response.status,
      cookie: /=([^;]+);/.exec(response.headers.get('set-cookie') ?? '')?.[1],
      retryAfter: response.headers.get('retry-after'),
      body: (await response.json()) as Answer['body'],
    };
  }
  const cookieName = (gateway: number) => `chatk8s_session_${new URL(url(gateway)).port}`;
  const enter = async (token: string, gateway = 0): Promise<WireClient> => {
    const wire = await connectWire(String(chat.socketUrls()[gateway]), { token });
    open.push(wire);
    return wire;
  };
  /** The token of a session that goes on for so long, or ended so long ago. */
  const tokenOf = async (user: Session['user'], leftMs: number): Promise<string> => {
    const { guests } = guestAuth(String(chat.env.gateway.SESSION_SECRET), TTL_SECONDS);
    return (await guests.issue({ user, roles: [], rooms: [] }, Date.now() + leftMs)).token;
  };
  const welcomed = async (wire: WireClient) =>
    (await wire.waitFor(({ type }) => type === 'welcome'))['user'];
  const rename = async (wire: WireClient, name: string, id = uuid7()) => {
    wire.send({ type: 'rename', id, name });
    return await wire.waitFor(
      (frame) => 'id' in frame && frame['id'] === id && frame.type !== 'event',
    );
  };

  it('gives a name to one person, however another spells it', async () => {
    assert.equal((await ask('POST', { name: 'Grace Hopper' })).status, 200);
    for (const name of ['Grace Hopper', 'grace hopper', 'GraceHopper']) {
      const { status, body } = await ask('POST', { gateway: 1, name });
      assert.equal(status, 409, name);
      assert.match(String(body.error), /is taken, or looks like a name that is: “.+ 2” is free/);
      assert.equal(body.suggestion, `${name} 2`);
    }
    assert.equal((await ask('POST', { gateway: 1, name: 'Grace Hopper 2' })).status, 200);
  });

  it('refuses a name that could be taken for another, with what to do', async () => {
    for (const [name, words] of [
      ['Grаce', /one script/],
      ['Gra\u200bce', /cannot be seen/],
      ['\u202eecarG', /cannot be seen/],
      ['ВОВА', /look like the Latin/],
      ['everyone', /means everybody/],
    ] as const) {
      const { status, body } = await ask('POST', { name });
      assert.equal(status, 400, name);
      assert.match(String(body.error), words);
    }
  });

  it('takes one of 20 who claim a name at once on two gateways', async () => {
    for (const name of ['Zoe', 'Yoko', 'Xaver']) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => ask('POST', { gateway: i % 2, name })),
      );
      const statuses = answers.map(({ status }) => status).sort();
      assert.deepEqual(statuses, [200, ...Array.from({ length: 19 }, () => 409)]);
    }
  });

  it('keeps id and name of a guest who comes back', async () => {
    const { body: first } = await ask('POST', { name: 'Hedy' });
    // A program with its token, on the other gateway; with the name and without it.
    for (const name of ['hedy', undefined]) {
      const again = await ask('POST', { gateway: 1, token: first.token, ...(name && { name }) });
      assert.equal(again.status, 200);
      assert.equal(again.body.user.id, first.user.id);
    }
    // A browser whose session ended an hour ago.
    const ended = await tokenOf(first.user, -HOUR_MS);
    assert.equal((await ask('GET', { token: ended })).status, 401);
    const back = await ask('GET', { cookie: ended });
    assert.equal(back.status, 200);
    assert.equal(back.body.user.id, first.user.id);
    assert.ok(back.body.expiresAt > Date.now() + 6 * 24 * HOUR_MS);
    assert.ok(back.cookie);
    // One that ended long ago, and one under another name, are somebody new.
    assert.equal(
      (await ask('GET', { cookie: await tokenOf(first.user, -48 * HOUR_MS) })).status,
      401,
    );
    const other = await ask('POST', { token: first.token, name: 'Lamarr' });
    assert.notEqual(other.body.user.id, first.user.id);
  });

  it('renews a session that is used, and its claim with it, and writes that once', async () => {
    const { body: first } = await ask('POST', { name: 'Mary' });
    const fresh = await ask('GET', { cookie: first.token });
    assert.equal(fresh.cookie, undefined, 'most of its life is left');
    const soon = await tokenOf(first.user, HOUR_MS);
    const renewed = await ask('GET', { cookie: soon });
    assert.ok(renewed.cookie);
    const last = async () => {
      const [row] = await chat.database.sql<{ until: string; last_seq: string }>(
        `select until, last_seq from name where name = 'Mary'`,
      );
      return row;
    };
    await eventually(async () => assert.ok(await last()));
    const before = await last();
    assert.ok(Date.parse(String(before?.until)) >= renewed.body.expiresAt);
    assert.ok((await ask('GET', { gateway: 1, cookie: soon })).cookie);
    // What was written before this is in the rows when this is.
    await ask('POST', { name: 'Later' });
    await eventually(async () => {
      const rows = await chat.database.sql("select 1 from name where name = 'Later'");
      assert.equal(rows.length, 1);
    });
    assert.equal((await last())?.last_seq, before?.last_seq);
  });

  it('is free again when its guest signs out', async () => {
    const session = await createSession(url(0), 'Joan');
    await assert.rejects(
      createSession(url(1), 'JOAN'),
      (error) => error instanceof NameTaken && error.suggestion === 'JOAN 2',
    );
    await endSession(url(1), session.token);
    const next = await createSession(url(0), 'JOAN');
    assert.notEqual(next.user.id, session.user.id);
    // Whoever kept the token is somebody else than the Joan of now.
    const old = (await welcomed(await enter(session.token, 1))) as Session['user'];
    assert.deepEqual(old, { id: session.user.id, name: 'Joan 2', kind: 'guest' });
  });

  it('calls people something else from their next message on, and tells their own connections', async () => {
    const { body: radia } = await ask('POST', { name: 'Radia' });
    const [one, other, bob] = [
      await enter(radia.token),
      await enter(radia.token, 1),
      await enter((await ask('POST', { name: 'Bob' })).body.token, 1),
    ];
    for (const wire of [one, other, bob]) await wire.join('names');
    await one.post('names', 'before');
    const ack = await rename(one, 'Radia Perlman');
    assert.deepEqual(Object.keys(ack).sort(), ['id', 'seq', 'type']);
    const told = await other.waitFor(
      (frame) => frame['event'] === 'NameClaimed' && frame['seq'] === ack['seq'],
    );
    assert.deepEqual(told['user'], { ...radia.user, name: 'Radia Perlman', kind: 'guest' });
    assert.equal('room' in told, false);
    await other.post('names', 'after');
    const said = await bob.waitFor(
      (frame) => (frame['data'] as { text?: string })?.text === 'after',
    );
    assert.deepEqual(said['user'], { ...radia.user, name: 'Radia Perlman', kind: 'guest' });
    assert.equal(
      bob.frames.some(({ event }) => event === 'NameClaimed' || event === 'NameReleased'),
      false,
    );
    // The old name is free, the token of before leads to the new one, and the cookie follows.
    assert.equal(
      (await ask('POST', { gateway: 1, token: radia.token, name: 'Lovely' })).status,
      200,
    );
    assert.deepEqual(await welcomed(await enter(radia.token, 1)), told['user']);
    const session = await ask('GET', { cookie: radia.token });
    assert.equal(session.body.user.name, 'Radia Perlman');
    assert.ok(session.cookie);
    assert.equal((await ask('POST', { name: 'radia' })).status, 200);
  });

  it('refuses a new name that was taken a moment ago on another gateway', async () => {
    const ada = await enter((await ask('POST', { name: 'Ada' })).body.token);
    await ask('POST', { gateway: 1, name: 'Countess' });
    const refused = await rename(ada, 'countess');
    assert.equal(refused['code'], 'conflict');
    assert.match(String(refused['message']), /is taken, or looks like a name that is/);
    assert.equal('retry' in refused, false);
    const none = await rename(ada, 'Cоuntess 2');
    assert.equal(none['code'], 'bad_frame');
    assert.match(String(none['message']), /one script/);
  });

  it('says to whom a message speaks, by who holds the names when it is stored', async () => {
    const lise = (await ask('POST', { name: 'Lise Meitner' })).body;
    const emmy = (await ask('POST', { gateway: 1, name: 'Emmy' })).body;
    const wire = await enter(emmy.token, 1);
    await wire.join('names');
    const text = 'look @lise meitner, @emmy and @nobody: @everyone';
    const { seq } = await wire.post('names', text);
    const event = await wire.waitFor((frame) => frame.type === 'event' && frame['seq'] === seq);
    assert.deepEqual(event['data'], { text, mentions: [lise.user.id, emmy.user.id] });
  });

  it('renames by the SDK, which tells all clients of that user', async () => {
    const { token } = await createSession(url(0), 'Ruth');
    const [one, other] = chat.socketUrls().map((socket) => connect({ url: socket, token }));
    if (one === undefined || other === undefined) assert.fail();
    open.push(one, other);
    await Promise.all([one, other].map((client) => client.join('names', { last: 0 })));
    const heard = new Promise((resolve) => other.on('user', resolve));
    await one.rename('Ruth Teitelbaum').stored;
    assert.equal(((await heard) as Session['user']).name, 'Ruth Teitelbaum');
    await eventually(() => assert.equal(one.user?.name, 'Ruth Teitelbaum'));
    await assert.rejects(one.rename('Emmy').stored, /is taken/);
  });

  it('lets nobody take a name while the log is away, and says so', async function () {
    this.timeout(60_000);
    const { body } = await ask('POST', { name: 'Anita' });
    await chat.nats.kill9();
    try {
      const { status, body: said, retryAfter } = await ask('POST', { name: 'Barbara' });
      assert.equal(status, 503);
      assert.match(String(said.error), /names cannot be checked right now/);
      assert.ok(Number(retryAfter) >= 1);
      // Who was here comes in all the same.
      assert.deepEqual(await welcomed(await enter(body.token)), { ...body.user, kind: 'guest' });
    } finally {
      await chat.nats.restart();
    }
    await eventually(
      async () => assert.equal((await ask('POST', { name: 'Barbara' })).status, 200),
      {
        deadlineMs: 30_000,
      },
    );
  });
});
