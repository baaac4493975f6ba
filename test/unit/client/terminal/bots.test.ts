// Bots and hooks at a terminal: which there are, a new one with its token, the end of one.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readToken } from '../../../../src/chat/bot/token.ts';
import type { ListedBot } from '../../../../src/shared/wire/objects.ts';
import { ALL_COMMANDS, last, live, type Sitting, sit } from './sitting.ts';

const AT = new Date(2026, 0, 2, 14, 5).toISOString();
const bot = (id: string, name: string, more: Partial<ListedBot> = {}): ListedBot => ({
  ...{ id, name, kind: 'token', by: { id: 'u-bob', name: 'Bob' }, at: AT },
  ...more,
});

describe('bots at a terminal', () => {
  let terminal: Sitting;
  beforeEach(async () => {
    terminal = await sit({ commands: ALL_COMMANDS, columns: 200 });
    await terminal.tell(live(90));
  });
  afterEach(async () => {
    await terminal.end();
  });
  const answer = (bots: ListedBot[], more: object = {}) =>
    terminal.tell({ type: 'bots', id: terminal.lastId(), room: 'lobby', bots, asOf: 90, ...more });

  it('are listed with who made them, and /more shows the next ones', async () => {
    await terminal.type('/bots');
    await answer(
      [bot('a', 'Robo', { others: 2 }), bot('b', 'Alerts\u001b[2J', { kind: 'incoming' })],
      {
        next: 'n',
      },
    );
    const rows = terminal.rows().slice(-3);
    assert.match(rows[0] ?? '', /^Robo \(bot\) · by Bob · 2026-01-02 14:05 · in 2 other rooms$/);
    assert.match(rows[1] ?? '', /^Alerts.* \(hook\) · by Bob · 2026-01-02 14:05$/);
    await terminal.type('/more');
    assert.equal(terminal.sent('bots').at(-1)?.after, 'n');
    await answer([]);
  });

  it('are made with a token that is shown once, of which the server is told the hash', async () => {
    await terminal.type('/bots hook Alerts');
    const [sent] = terminal.sent('bot');
    assert.deepEqual([sent?.name, sent?.kind, sent?.rooms], ['Alerts', 'incoming', ['lobby']]);
    await terminal.stored();
    const { id, secret = '' } =
      readToken((last(terminal)[0] ?? '').replace('/api/hooks/', '')) ?? {};
    assert.equal(id, sent?.bot);
    assert.equal(createHash('sha256').update(secret).digest('hex'), sent?.sha256);
    assert.ok(!JSON.stringify(sent).includes(secret));
    await terminal.type('/bots add Deploys');
    await terminal.refused('conflict', '“Deploys” is taken');
    assert.match(last(terminal)[0] ?? '', /“Deploys” is taken/);
  });

  it('are revoked by their name, whichever page that is on', async () => {
    await terminal.type('/bots revoke alerts');
    await answer([bot('a', 'Robo')], { next: 'n' });
    await answer([bot('b', 'Alerts', { kind: 'incoming' })]);
    assert.equal(terminal.sent('revoke')[0]?.bot, 'b');
    await terminal.stored();
    assert.match(last(terminal)[0] ?? '', /Alerts is no more/);
    await terminal.type('/bots revoke nobody');
    await answer([]);
    assert.match(last(terminal)[0] ?? '', /no bot of this room is called nobody/);
    await terminal.type('/bots dance with me');
    assert.match(last(terminal)[0] ?? '', /\/help bots says what is/);
  });
});
