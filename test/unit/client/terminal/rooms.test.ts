// Commands of the terminal chat about rooms: what is asked of the gateway, and what is said then.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ME } from '../scripted.ts';
import { eachSitsWithOthers, joined, last, live, type Sitting } from './sitting.ts';

describe('rooms in the terminal chat', () => {
  let terminal: Sitting;
  eachSitsWithOthers((sitting) => {
    terminal = sitting;
  });
  const fieldsOf = ({ type: _, id: __, ...fields }: { type: string; id: string }) => fields;

  it('/create makes a room and enters it', async () => {
    await terminal.type('/create #plans');
    await terminal.stored();
    await terminal.tell(joined('plans'), live(5, 'plans'));
    await terminal.type('/create secret private Our  plans');
    await terminal.stored();
    await terminal.type('/create privateer private');
    await terminal.stored();
    await terminal.type('/create tea Private teas');
    assert.deepEqual(terminal.sent('create').map(fieldsOf), [
      { room: 'plans', kind: 'public' },
      { room: 'secret', kind: 'private', title: 'Our  plans' },
      { room: 'privateer', kind: 'private' },
      { room: 'tea', kind: 'private', title: 'teas' },
    ]);
    assert.equal(terminal.sent('join').at(-1)?.room, 'privateer');
  });

  it('/create that is refused says why once, and one stays where one is', async () => {
    await terminal.type('/create plans');
    await terminal.refused(
      'conflict',
      'there is a room plans already: join it, or choose another name',
    );
    assert.match(last(terminal).join(), /^! there is a room plans already: join it/);
    assert.doesNotMatch(terminal.rows().join(), /not sent/);
    assert.equal(terminal.line(), '#lobby ›');
    await terminal.type('/create');
    assert.match(last(terminal).join(), /say what it is called: \/create <room>/);
    await terminal.type('/create No-Room');
    assert.match(last(terminal, 2).join(''), /A room name has 1 to 64/);
    assert.equal(terminal.sent('create').length, 1);
  });

  it('a room that was made while a line was begun is not entered in the middle of it', async () => {
    await terminal.type('/create plans');
    await terminal.press('hello lob');
    await terminal.stored();
    assert.deepEqual(last(terminal), ['· #plans is there: /join plans enters it']);
    assert.equal(terminal.line(), '#lobby › hello lob');
    await terminal.type('by');
    assert.equal(terminal.sent('post')[0]?.room, 'lobby');
  });

  it('the settings of a room are changed one by one, and taken away with off', async () => {
    const lines = [
      'title Great  hall',
      'title off',
      'topic tea',
      'topic OFF',
      'private',
      'private off',
    ];
    for (const line of [...lines, 'archive', 'archive off', 'slow 30', 'slow 5m', 'slow off']) {
      await terminal.type(`/${line}`);
      await terminal.stored();
    }
    assert.deepEqual(terminal.sent('change').map(fieldsOf), [
      { room: 'lobby', title: 'Great  hall' },
      { room: 'lobby', title: '' },
      { room: 'lobby', topic: 'tea' },
      { room: 'lobby', topic: '' },
      { room: 'lobby', kind: 'private' },
      { room: 'lobby', kind: 'public' },
      { room: 'lobby', archived: true },
      { room: 'lobby', archived: false },
      { room: 'lobby', slowModeSeconds: 30 },
      { room: 'lobby', slowModeSeconds: 300 },
      { room: 'lobby', slowModeSeconds: 0 },
    ]);
    for (const line of ['/slow', '/slow soon', '/slow -3', '/private yes', '/archive 1']) {
      await terminal.type(line);
      assert.match(last(terminal).join(), /! \/(slow|private|archive).* off/, line);
    }
    assert.equal(terminal.sent('change').length, 11);
  });

  it('/title and /topic alone say what they are', async () => {
    await terminal.type('/title');
    assert.deepEqual(last(terminal), ['· #lobby has no title; /title sets it']);
    await terminal.type('/join den');
    await terminal.tell(joined('den', { title: 'Den', topic: 'tea' }), live(0, 'den'));
    await terminal.type('/topic');
    assert.deepEqual(last(terminal), ['· #den: tea']);
    assert.deepEqual(terminal.sent('change'), []);
  });

  it('whoever waits for a connection is told so, and what comes of it then', async () => {
    terminal.socket.close();
    await terminal.type('/topic tea');
    assert.match(last(terminal).join(), /waits to be sent: the change of the room/);
    assert.equal(await terminal.end(), 1);
    assert.match(terminal.line(), /not stored: the change of the room/);
  });

  it('/leave of a member is the end of the membership, then of the room here', async () => {
    await terminal.type('/join den');
    await terminal.tell(joined('den'), live(0, 'den'));
    await terminal.type('/leave');
    assert.deepEqual(terminal.acts(), [{ room: 'den', user: ME.id, do: 'leave' }]);
    await terminal.refused('conflict', 'you are the only owner: make somebody else one first');
    assert.equal(terminal.line(), '#den ›');
    await terminal.type('/leave');
    await terminal.stored();
    assert.deepEqual(last(terminal), ['· you left #den and are in #lobby']);
    assert.equal(terminal.sent('leave').at(-1)?.room, 'den');
  });

  it('/leave of who is no member only ends the listening', async () => {
    await terminal.type('/join den');
    await terminal.tell(joined('den', {}, { state: 'out', role: 'member' }), live(0, 'den'));
    await terminal.type('/leave');
    assert.deepEqual(terminal.acts(), []);
    assert.equal(terminal.sent('leave').at(-1)?.room, 'den');
  });

  it('/rooms all shows the public rooms page by page, /rooms words those called so', async () => {
    await terminal.type('/rooms all');
    const page = (rooms: object[], next?: string) =>
      terminal.tell({ type: 'rooms', id: terminal.lastId(), rooms, ...(next && { next }) });
    const at = new Date(2026, 0, 2, 3, 4).toISOString();
    const room = (name: string, more: object = {}) => ({
      ...{ room: name, people: 0, lastAt: at, lastSeq: 1 },
      ...more,
    });
    await page([room('garden', { title: 'Garden', topic: 'what\ngrows', people: 12 })], 'n1');
    assert.deepEqual(last(terminal, 2), [
      '#garden  Garden — what grows · 12 members · 2026-01-02 hh:mm',
      '· /more shows more',
    ]);
    await terminal.type('/more');
    assert.equal(terminal.sent('rooms').at(-1)?.after, 'n1');
    await page([room('attic', { archived: true, people: 1 })]);
    assert.deepEqual(last(terminal), ['#attic · 1 member · 2026-01-02 hh:mm · archived']);
    await terminal.type('/more');
    assert.match(last(terminal).join(), /there is no more of what was listed/);
    await terminal.type('/rooms gard');
    assert.equal(terminal.sent('rooms').at(-1)?.query, 'gard');
    await page([]);
    assert.deepEqual(last(terminal), ['· no public room is called so']);
  });

  it('/more is asked once at a time, and again where there was no answer', async () => {
    await terminal.type('/rooms all');
    await terminal.tell({ type: 'rooms', id: terminal.lastId(), rooms: [], next: 'n1' });
    await terminal.type('/more');
    await terminal.type('/more');
    assert.equal(terminal.sent('rooms').length, 2);
    const first = terminal.sent('rooms').at(-1)?.id;
    await terminal.tell({
      type: 'error',
      id: first,
      code: 'unavailable',
      message: 'the rows are away',
    });
    assert.match(last(terminal).join(), /the rows are away; try again in a moment/);
    await terminal.type('/more');
    assert.deepEqual(
      terminal.sent('rooms').map(({ after }) => after),
      [undefined, 'n1', 'n1'],
    );
  });
});
