// No token, no socket; no membership, no room (P9). Tokens of a real JWKS endpoint.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { give, makeBot } from '../../support/bots.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { connectWire } from '../../support/wire.ts';

const ISSUER = 'https://id.example.org';
const AUDIENCE = 'chat';

describe('gateway: entry (P9)', () => {
  describe('guests', () => {
    let chat: TestChat;
    before(async () => {
      const env = { ALLOWED_ORIGINS: 'https://app.example.org', PRIVATE_ROOMS: 'board' };
      chat = await startChat({ persisters: 0, env });
    });
    after(() => chat?.stop());
    const url = () => String(chat.socketUrls()[0]);

    it('lets nobody in without a token', async () => {
      await assert.rejects(connectWire(url()), /HTTP 401/);
    });

    it('lets nobody in with a token of its own making', async () => {
      const key = new TextEncoder().encode('somebody-elses-secret-somebody-elses-secret');
      const forged = await new SignJWT({ name: 'Eve' })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('chatk8s')
        .setSubject('guest-1')
        .setExpirationTime('1h')
        .sign(key);
      await assert.rejects(connectWire(url(), { token: forged }), /HTTP 401/);
      await assert.rejects(connectWire(url(), { token: 'rubbish' }), /HTTP 401/);
    });

    it('takes the cookie that a browser got', async () => {
      const response = await fetch(`${chat.urls()[0]}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Ada' }),
      });
      const cookie = String(response.headers.get('set-cookie'));
      assert.match(cookie, /HttpOnly; SameSite=Strict/);
      const wire = await connectWire(url(), { headers: { cookie: cookie.split(';')[0] ?? '' } });
      const welcome = await wire.waitFor(({ type }) => type === 'welcome');
      assert.equal((welcome['user'] as { name: string }).name, 'Ada');
      await wire.close();
    });

    it('refuses a foreign page and takes its own and listed ones', async () => {
      const { token } = await chat.session('Ada');
      const from = (origin: string) => connectWire(url(), { token, headers: { origin } });
      await assert.rejects(from('https://evil.example'), /HTTP 403/);
      await (await from(String(chat.urls()[0]))).close();
      await (await from('https://app.example.org')).close();
    });

    it('keeps guests out of private rooms', async () => {
      const wire = await chat.join('Guest');
      wire.send({ type: 'join', room: 'board' });
      assert.equal((await wire.waitFor(({ type }) => type === 'error'))['code'], 'forbidden');
      const answer = await wire.post('board', 'let me in');
      assert.equal(answer['code'], 'not_joined');
      await wire.close();
    });

    it('says who one is without renewing anything where that can be said at once, and nothing where not', async () => {
      const { token, user } = await chat.session('Ada');
      const known = `${chat.urls()[0]}/api/session?renew=no`;
      const name = `chatk8s_session_${new URL(known).port}`;
      for (const headers of [
        { cookie: `${name}=${token}` },
        { authorization: `Bearer ${token}` },
      ]) {
        const response = await fetch(known, { headers });
        assert.deepEqual([response.status, response.headers.get('set-cookie')], [200, null]);
        const said = (await response.json()) as { user: object; mode: string };
        assert.deepEqual([said.user, said.mode], [user, 'guest']);
      }
      for (const headers of [{}, { cookie: `${name}=rubbish` }, { cookie: `${name}=${token}x` }]) {
        const response = await fetch(known, { headers });
        assert.deepEqual([response.status, await response.text()], [204, '']);
        assert.equal(response.headers.get('cache-control'), 'no-store');
      }
    });

    it('says who one is, and forgets it', async () => {
      const { token, user } = await chat.session('Ada');
      const session = `${chat.urls()[0]}/api/session`;
      const mine = await fetch(session, { headers: { authorization: `Bearer ${token}` } });
      assert.deepEqual(((await mine.json()) as { user: unknown }).user, user);
      assert.equal((await fetch(session)).status, 401);
      const gone = await fetch(session, { method: 'DELETE' });
      assert.match(String(gone.headers.get('set-cookie')), /Max-Age=0/);
    });

    it('refuses names that are none, with what to do', async () => {
      for (const body of [
        '',
        '{}',
        '{"name":"  "}',
        `{"name":"${'x'.repeat(65)}"}`,
        '{"name":7}',
      ]) {
        const response = await fetch(`${chat.urls()[0]}/api/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        assert.equal(response.status, 400, body);
        assert.match(await response.text(), /1 to 64/);
      }
    });
  });

  describe('a guest whose session is short', () => {
    let chat: TestChat;
    before(async () => {
      const env = {
        SESSION_TTL_SECONDS: '4',
        EXPIRY_GRACE_SECONDS: '1',
        HEARTBEAT_MS: '500',
      };
      chat = await startChat({ persisters: 0, env });
    });
    after(() => chat?.stop());

    it('is closed with 4500 after the grace', async () => {
      const wire = await chat.join('Brief');
      assert.equal((await wire.closed).code, 4500);
    });

    it('is known without more being asked until it is to be renewed', async () => {
      const { token, user } = await chat.session('Brief, too');
      const session = `${chat.urls()[0]}/api/session`;
      const headers = { cookie: `chatk8s_session_${new URL(session).port}=${token}` };
      const known = async () => (await fetch(`${session}?renew=no`, { headers })).status;
      assert.equal(await known(), 200);
      await eventually(async () => assert.equal(await known(), 204));
      const asProgram = await fetch(session, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(asProgram.status, 200, 'it is good for another while');
      const renewed = await fetch(session, { headers });
      assert.ok(renewed.headers.get('set-cookie'), 'it was due');
      assert.deepEqual(((await renewed.json()) as { user: object }).user, user);
    });
  });

  describe('an identity provider', () => {
    let chat: TestChat;
    let provider: Server;
    let sign: (
      claims: object,
      how?: { expires?: string; alg?: string; kid?: string | null },
    ) => Promise<string>;
    let stranger: typeof sign;
    let announceKey: () => Promise<string>;
    let replaceKey: () => Promise<string>;

    before(async () => {
      const known = await generateKeyPair('ES256', { extractable: true });
      const other = await generateKeyPair('ES256', { extractable: true });
      const rsa = await generateKeyPair('PS256', { extractable: true });
      const keys = [
        { ...(await exportJWK(known.publicKey)), kid: 'k1', alg: 'ES256' },
        { ...(await exportJWK(rsa.publicKey)), kid: 'k2', alg: 'PS256' },
      ];
      provider = createServer((_, response) => response.end(JSON.stringify({ keys })));
      provider.listen(0, '127.0.0.1');
      await once(provider, 'listening');
      const { port } = provider.address() as AddressInfo;
      const signer =
        (pair: typeof known): typeof sign =>
        (claims, how = {}) => {
          const { expires = '1h', alg = 'ES256', kid = 'k1' } = how;
          return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ada', name: 'Ada', ...claims })
            .setProtectedHeader({ alg, ...(kid !== null && { kid }) })
            .setExpirationTime(expires)
            .sign(alg === 'PS256' ? rsa.privateKey : pair.privateKey);
        };
      sign = signer(known);
      stranger = signer(other);
      announceKey = async () => {
        const later = await generateKeyPair('ES256', { extractable: true });
        keys.push({ ...(await exportJWK(later.publicKey)), kid: 'k3', alg: 'ES256' });
        return await signer(later)({}, { kid: 'k3' });
      };
      replaceKey = async () => {
        const later = await generateKeyPair('ES256', { extractable: true });
        keys[0] = { ...(await exportJWK(later.publicKey)), kid: 'k1', alg: 'ES256' };
        sign = signer(later);
        return await sign({});
      };
      const env = {
        AUTH_MODE: 'oidc',
        OIDC_ISSUER: ISSUER,
        OIDC_AUDIENCE: AUDIENCE,
        OIDC_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
        OIDC_ALGORITHMS: 'ES256',
        PRIVATE_ROOMS: 'board',
      };
      chat = await startChat({ persisters: 0, env });
    });
    after(async () => {
      await chat?.stop();
      provider?.close();
      provider?.closeAllConnections();
    });
    const enter = async (token: string) => connectWire(String(chat.socketUrls()[0]), { token });

    it('lets in whom it signed for', async () => {
      const wire = await enter(await sign({}));
      const welcome = await wire.waitFor(({ type }) => type === 'welcome');
      assert.deepEqual(welcome['user'], { id: 'ada', name: 'Ada', kind: 'member' });
      await wire.close();
    });

    it('opens private rooms to their members and to moderators', async () => {
      for (const claims of [{ rooms: ['board'] }, { roles: ['moderator'] }]) {
        const wire = await enter(await sign(claims));
        await wire.join('board');
        await wire.close();
      }
    });

    it('says the roles of the token to whom it belongs', async () => {
      const said = async (claims: object) => {
        const headers = { authorization: `Bearer ${await sign(claims)}` };
        const answer = await fetch(`${chat.urls()[0]}/api/session`, { headers });
        return ((await answer.json()) as { roles?: unknown }).roles;
      };
      assert.deepEqual(await said({ roles: ['moderator'] }), ['moderator']);
      assert.equal(await said({}), undefined);
    });

    it('makes no session, and no cookie, of a bot’s token', async () => {
      const ada = await enter(await sign({}));
      assert.equal(await give(ada, { type: 'create', room: 'den', kind: 'private' }), 'ack');
      const { token } = await makeBot(ada, 'Robo', ['den']);
      await ada.close();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const made = await fetch(`${chat.urls()[0]}/api/session`, { method: 'POST', headers });
      assert.deepEqual([made.status, made.headers.get('set-cookie')], [401, null]);
      await made.body?.cancel();
    });

    const bad: [string, () => Promise<string>][] = [
      ['an expired token', () => sign({}, { expires: '-1m' })],
      ['a token for another audience', () => sign({ aud: 'mail' })],
      ['a token of another issuer', () => sign({ iss: 'https://evil.example' })],
      ['a token signed with another algorithm', () => sign({}, { alg: 'PS256', kid: 'k2' })],
      ['a token without a subject', () => sign({ sub: undefined })],
    ];
    for (const [what, token] of bad) {
      it(`refuses ${what}`, async () => {
        await assert.rejects(enter(await token()), /HTTP 401/);
      });
    }

    it('lets in who comes with a token of a clock that is ahead, once it is good', async () => {
      const token = await sign({ nbf: Math.floor(Date.now() / 1_000) + 2 });
      await assert.rejects(enter(token), /HTTP 503/);
      await eventually(async () => {
        await (await enter(token)).close();
      });
    });

    it('has a line that says why, for who set it up', async () => {
      await assert.rejects(enter(await sign({ aud: 'mail' })), /HTTP 401/);
      const line = chat.gateways[0]?.log().find(({ msg }) => /token was refused/.test(String(msg)));
      assert.match(String(line?.['why']), /"(aud|iss|alg|sub)"/i);
    });

    for (const [what, kid] of [
      ['an unknown key', 'k9'],
      ['a stranger who claims a known key', 'k1'],
    ] as const) {
      it(`refuses a token of ${what} once the keys were fetched again`, async () => {
        await eventually(async () => {
          await assert.rejects(enter(await stranger({}, { kid })), /HTTP 401/);
        });
      });
    }

    for (const [what, announce] of [
      ['a new key', () => announceKey()],
      ['a new key under the name of the old one', () => replaceKey()],
    ] as const) {
      it(`never turns away for good who comes with a token of ${what}`, async () => {
        await (await enter(await sign({}))).close();
        const token = await announce();
        const answers = new Set<string>();
        await eventually(async () => {
          const wire = await enter(token).catch((error: Error) => {
            answers.add(error.message);
            throw error;
          });
          await wire.close();
        });
        assert.ok(!answers.has('HTTP 401'), [...answers].join());
      });
    }

    it('finds the key of a token that names none, among several, and refuses a stranger’s', async () => {
      const later = await announceKey();
      await eventually(async () => (await enter(later)).close());
      await (await enter(await sign({}, { kid: null }))).close();
      await assert.rejects(enter(await stranger({}, { kid: null })), /HTTP (401|503)/);
    });

    it('refuses an unsigned token', async () => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'ada', exp: 4_000_000_000 };
      await assert.rejects(enter(`${part({ alg: 'none' })}.${part(claims)}.`), /HTTP 401/);
    });

    it('refuses in words to keep a token that no browser would', async () => {
      const adopt = async (claims: object) => {
        const headers = { authorization: `Bearer ${await sign(claims)}` };
        return await fetch(`${chat.urls()[0]}/api/session`, { method: 'POST', headers });
      };
      const taken = await adopt({ groups: 'x'.repeat(2_000) });
      assert.match(taken.headers.get('set-cookie') ?? '', /^chatk8s_session_/);
      const refused = await adopt({ groups: 'x'.repeat(3_500) });
      assert.deepEqual([refused.status, refused.headers.get('set-cookie')], [413, null]);
      assert.match(((await refused.json()) as { error: string }).error, /too large for a cookie/);
    });

    it('gives no guest names', async () => {
      const response = await fetch(`${chat.urls()[0]}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"Guest"}',
      });
      assert.equal(response.status, 401);
    });
  });
});
