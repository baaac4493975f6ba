import assert from 'node:assert/strict';
import type { SessionState } from '../../../src/client/session.ts';
import { SessionKeeper } from '../../../src/web/model/session-keeper.ts';

const known = (more: object = {}): SessionState => ({
  status: 'known',
  session: { user: { id: 'ada', name: 'Ada' }, expiresAt: 1 },
  mode: 'oidc',
  ...more,
});

describe('the keeper of a page’s session', () => {
  let now: number;
  let asked: number;
  let answer: SessionState;
  let heard: SessionState[];
  let keeper: SessionKeeper;
  beforeEach(() => {
    now = 0;
    asked = 0;
    heard = [];
    keeper = new SessionKeeper({
      ask: async () => {
        asked += 1;
        return answer;
      },
      onAnswer: (said) => heard.push(said),
      now: () => now,
    });
  });
  afterEach(() => keeper.stop());

  it('asks before a connection only where the session is due', async () => {
    await keeper.renew();
    assert.equal(asked, 0, 'nothing is known of it: the socket finds out');
    answer = known({ renewInMs: 60_000 });
    keeper.heard(answer);
    await keeper.renew();
    assert.equal(asked, 0);
    now = 60_000;
    await keeper.renew();
    assert.equal(asked, 1);
    await keeper.renew();
    assert.equal(asked, 1, 'it was renewed');
  });

  it('asks once for several who wait', async () => {
    keeper.heard(known({ renewInMs: 5_000 }));
    answer = known();
    now = 5_000;
    await Promise.all([keeper.renew(), keeper.renew()]);
    assert.equal(asked, 1);
  });

  it('lets no connection be opened where it is over, or cannot be asked about', async () => {
    keeper.heard(known({ renewInMs: 5_000 }));
    now = 5_000;
    answer = { status: 'unreachable', provider: 'unreachable' };
    await assert.rejects(keeper.renew(), /unreachable/);
    assert.equal(heard.at(-1), answer, 'and the page can say why');
    now = 60_000;
    answer = { status: 'unknown', mode: 'oidc' };
    await assert.rejects(keeper.renew(), /unknown/);
    await keeper.renew();
    assert.equal(asked, 2, 'what is over is not asked about again');
  });

  it('asks by itself when it is due, until it is stopped', async () => {
    answer = known({ renewInMs: 0 });
    keeper.heard(answer);
    const deadline = Date.now() + 6_000;
    while (asked === 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50));
    assert.equal(asked, 1);
    keeper.stop();
    keeper.heard(known());
    assert.equal(heard.length, 2);
  }).timeout(10_000);
});
