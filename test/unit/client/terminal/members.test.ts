// Commands of the terminal chat about people and who is what in a room: what is asked of the gateway, and what is said then.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BOB, eachSitsWithOthers, last, type Sitting } from './sitting.ts';

describe('people in the terminal chat', () => {
  let terminal: Sitting;
  eachSitsWithOthers((sitting) => {
    terminal = sitting;
  });

  it('what is done about somebody names them by who they are, whoever is called so', async () => {
    const acted = ['invite', 'remove', 'ban', 'unmute'];
    for (const act of acted) {
      await terminal.type(`/${act} @bob`);
      await terminal.stored();
    }
    assert.deepEqual(
      terminal.acts(),
      acted.map((act) => ({ room: 'lobby', user: BOB.id, do: act })),
    );
  });

  it('/unban means who was sent out of this room, before who is called that now', async () => {
    await terminal.type('/unban @Zed');
    assert.equal(terminal.sent('people')[0]?.room, 'lobby');
    const zed = { user: { id: 'u-zed', name: 'Zed' }, state: 'banned', role: 'member' };
    await terminal.tell({ type: 'people', id: terminal.lastId(), people: [zed], asOf: 1 });
    assert.deepEqual(terminal.acts(), [{ room: 'lobby', user: 'u-zed', do: 'unban' }]);
    await terminal.stored();
    await terminal.type('/ban @Zed');
    assert.equal(terminal.sent('people')[1]?.room, undefined);
  });

  it('/mute holds for so long, or for good', async () => {
    const before = Date.now();
    for (const [name, ms] of [
      ['@Bob 10m', 600_000],
      ['@Bob 90s', 90_000],
      ['@Eve 2h', 7_200_000],
    ] as const) {
      await terminal.type(`/mute ${name}`);
      await terminal.stored();
      const [{ until = 0 } = assert.fail()] = terminal.sent('member').slice(-1);
      assert.ok(until >= before + ms && until <= Date.now() + ms, name);
    }
    await terminal.type('/mute Bob');
    assert.deepEqual(terminal.acts().at(-1), { room: 'lobby', user: BOB.id, do: 'mute' });
  });

  it('/role takes a role that there is', async () => {
    await terminal.type('/role @Bob Moderator');
    assert.deepEqual(terminal.acts(), [
      { room: 'lobby', user: BOB.id, do: 'role', role: 'moderator' },
    ]);
    for (const line of ['/role', '/role @Bob', '/role @Bob janitor', '/role owner']) {
      await terminal.type(line);
      assert.match(last(terminal).join(), /\/role @name owner \| moderator \| member/, line);
    }
    assert.equal(terminal.acts().length, 1);
  });

  it('a refusal is said in the server’s words, its times in those of this place', async () => {
    await terminal.type('/ban @Bob');
    await terminal.refused('forbidden', 'you are muted in lobby until 2026-01-02T03:04:05.000Z');
    const words = last(terminal).join();
    assert.match(words, /^! you are muted in lobby until \d{4}-\d\d-\d\d hh:mm$/);
  });

  it('/rename asks for another name, and says why it is not one', async () => {
    await terminal.type('/rename Ada Lovelace');
    assert.equal(terminal.sent('rename')[0]?.name, 'Ada Lovelace');
    await terminal.refused(
      'conflict',
      '“Ada Lovelace” is taken, or looks like a name that is: choose another',
    );
    assert.match(last(terminal, 2).join(''), /! “Ada Lovelace” is taken, or looks like/);
    await terminal.type('/rename');
    assert.match(last(terminal).join(), /say what you want to be called/);
  });

  it('/who says who is here, then who is what in the room, page by page', async () => {
    await terminal.type('/who');
    assert.deepEqual(last(terminal), ['· 3 in #lobby: Ada, Bob, Eve']);
    const people = [
      { user: BOB, state: 'in', role: 'owner', since: '' },
      {
        user: { id: 'u-z', name: 'Zoë', kind: 'guest' },
        state: 'in',
        role: 'member',
        mutedUntil: Date.now() + 86_400_000,
      },
      { user: { id: 'u-y', name: 'Yan' }, state: 'invited', role: 'member' },
    ];
    await terminal.tell({
      type: 'people',
      id: terminal.lastId(),
      room: 'lobby',
      people,
      next: 'p2',
      asOf: 5,
    });
    const [bob, zoe, yan, hint] = last(terminal, 4);
    assert.equal(bob, 'Bob · owner · here');
    assert.match(zoe ?? '', /^Zoë \(guest\) · member · muted until \d{4}-\d\d-\d\d hh:mm$/);
    assert.deepEqual([yan, hint], ['Yan · invited', '· /more shows more']);
    await terminal.type('/who ya');
    const asked = terminal.sent('people').at(-1);
    assert.deepEqual([asked?.room, asked?.query, asked?.after], ['lobby', 'ya', undefined]);
    await terminal.tell({ type: 'people', id: asked?.id, room: 'lobby', people: [], asOf: 5 });
    assert.deepEqual(last(terminal), ['· no member is called like ya']);
  });
});
