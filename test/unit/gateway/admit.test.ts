// Who is let in with a request: no more at once and in a second than a connection might send, nobody who flooded (P8).
import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createAdmit } from '../../../src/gateway/api/admit.ts';
import { ROUTES } from '../../../src/gateway/api/routes.ts';
import { limitsOf, never, turn } from './connected.ts';

const [route = assert.fail()] = ROUTES;

function door({
  user = 'ada',
  env = { POST_RATE: '1', POST_BURST: '1' } as Record<string, string>,
} = {}) {
  const limits = limitsOf(env);
  const identity = { user: { id: user, name: 'Ada' }, roles: [], rooms: [], expiresAt: 1e15 };
  const admit = createAdmit({
    auth: { mode: 'oidc', authenticate: async () => identity },
    bots: { wait: (token) => (token === 'tried' ? 2_000 : 0) },
    present: async (who) => who,
    rights: (who) => who,
    rules: { origins: [], hosts: [] },
    addressOf: () => 'a',
    limits,
  });
  const request = new IncomingMessage(new Socket());
  request.headers.authorization = 'Bearer x';
  return { admit, limits, request };
}
const codeOf = (said: unknown) => (said as { code?: string } | undefined)?.code;

describe('requests are admitted', () => {
  it('as many in a second as a connection may send frames, and the next one is told how long to wait', async () => {
    const { admit, request } = door();
    let done = 0;
    let refused: unknown;
    while (refused === undefined && done < 5_000) {
      const said = await admit(route, request, async () => 'done');
      if (said === 'done') done += 1;
      else refused = said;
    }
    // 2 × 1 + 600, and what came while that was used up.
    assert.ok(done >= 602 && done < 1_500, `${done}`);
    assert.equal(codeOf(refused), 'rate');
    assert.ok(Number((refused as { retryAfterMs?: number }).retryAfterMs) > 0);
  });

  it('64 at once of one person, and again when one of them is answered', async () => {
    const { admit, request } = door();
    const first = Promise.withResolvers<string>();
    const all = [admit(route, request, () => first.promise)];
    for (let n = 1; n < 64; n++) all.push(admit(route, request, never));
    await turn();
    assert.equal(codeOf(await admit(route, request, async () => 'one more')), 'rate');
    first.resolve('done');
    assert.equal(await all[0], 'done');
    assert.equal(await admit(route, request, async () => 'one more'), 'one more');
  });

  it('of nobody whose flood ended a connection, until they may come again', async () => {
    const { admit, limits, request } = door();
    limits.penalties.punish('ada', performance.now());
    const said = await admit(route, request, async () => 'done');
    assert.equal(codeOf(said), 'rate');
    assert.ok(Number((said as { retryAfterMs?: number }).retryAfterMs) > 4_000);
  });

  it('of no address that tries one bot’s token after the other', async () => {
    const { admit, request } = door();
    request.headers.authorization = 'Bearer tried';
    const said = await admit(route, request, async () => 'done');
    assert.deepEqual(
      [codeOf(said), (said as { retryAfterMs?: number }).retryAfterMs],
      ['rate', 2_000],
    );
  });

  it('and give their place back where the work fails', async () => {
    const { admit, request } = door();
    for (let n = 0; n < 100; n++) {
      const broken = admit(route, request, () => Promise.reject(new Error('broken')));
      await assert.rejects(broken, /broken/);
    }
    assert.equal(await admit(route, request, async () => 'done'), 'done');
  });
});
