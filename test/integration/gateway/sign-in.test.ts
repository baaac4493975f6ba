// Signing in with an identity provider, answer by answer: a real provider, and what a hostile one, page or person sends.
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { HttpBrowser } from '../../support/http-browser.ts';
import { startTestProvider, type TestProvider } from '../../support/provider.ts';
import { connectWire } from '../../support/wire.ts';

const TOKEN_SECONDS = 4;
/** So much longer a session goes on where the provider does not answer. */
const GRACE_SECONDS = 8;
/** After this part of its life a session is renewed. */
const DUE_MS = TOKEN_SECONDS * 800 + 300;
const MANY_ROOMS = Array.from({ length: 300 }, (_, index) => `somebody-elses-room-${index}`);

interface Said {
  user?: { id: string; name: string; kind: string };
  roles?: string[];
  expiresAt?: number;
  renewInMs?: number;
  provider?: string;
  signIn?: string;
  signOutUrl?: string;
  error?: string;
}

describe('signing in with an identity provider', () => {
  let provider: TestProvider;
  let chat: TestChat;
  let said = (_: object): object => ({});

  before(async function () {
    this.timeout(60_000);
    provider = await startTestProvider({
      tokenSeconds: TOKEN_SECONDS,
      claimsOf: (who) => said(who),
    });
    const env = {
      ...provider.env,
      PRIVATE_ROOMS: 'board',
      OIDC_GRACE_SECONDS: String(GRACE_SECONDS),
      EXPIRY_GRACE_SECONDS: '1',
      // Sockets of sessions that ended are looked for with it.
      HEARTBEAT_MS: '1000',
    };
    chat = await startChat({ gateways: 2, persisters: 0, env });
  });
  after(async () => {
    await chat?.stop();
    await provider?.stop();
  });
  afterEach(() => {
    said = () => ({});
  });

  const url = (gateway = 0) => String(chat.urls()[gateway]);
  const session = async (browser: HttpBrowser, gateway = 0) => {
    const response = await browser.go(`${url(gateway)}/api/session`);
    return { status: response.status, ...((await response.json()) as Said) };
  };
  const end = async (browser: HttpBrowser) =>
    (await (await browser.go(`${url()}/api/session`, { method: 'DELETE' })).json()) as Said;
  const cookiesOf = (browser: HttpBrowser, gateway = 0) => browser.cookies(url(gateway));
  const named = (browser: HttpBrowser, part: string) =>
    [...cookiesOf(browser)].find(([name]) => name.includes(part));
  const signedIn = async (person: string) => {
    const browser = new HttpBrowser();
    await browser.signIn(url(), person);
    return browser;
  };
  const outcome = (location: string) => new URL(location, url()).searchParams.get('sign-in');
  const beginning = async (browser: HttpBrowser, at = url()) =>
    (await browser.go(`${at}/api/sign-in`)).headers.get('location') ?? '';
  /** As a program that took a browser's cookie sends it. */
  const socket = (browser: HttpBrowser, gateway = 0) => {
    const token = String(named(browser, 'session')?.[1]);
    return connectWire(String(chat.socketUrls()[gateway]), { token });
  };
  const due = () => new Promise((resolve) => setTimeout(resolve, DUE_MS));

  describe('the way in', () => {
    it('leads through the provider back to where one was, with a session', async () => {
      const browser = new HttpBrowser();
      assert.equal((await session(browser)).status, 401);
      assert.equal((await session(browser)).signIn, '/api/sign-in');
      assert.equal(await browser.signIn(url(), 'Ada', '/?day=3#/board'), '/?day=3#/board');
      const { status, user, roles, renewInMs = 0, expiresAt = 0 } = await session(browser);
      assert.equal(status, 200);
      assert.deepEqual(user, { id: 'ada', name: 'Ada', kind: 'member' });
      assert.deepEqual(roles, ['moderator']);
      assert.ok(renewInMs > 0 && renewInMs < TOKEN_SECONDS * 1_000, String(renewInMs));
      assert.ok(expiresAt <= Date.now() + TOKEN_SECONDS * 1_000, 'no longer than the provider’s');
      const wire = await socket(browser);
      await wire.join('board');
      await wire.close();
    });

    it('asks with S256, state and nonce, and asks another time otherwise', async () => {
      const asked = async () => {
        const response = await new HttpBrowser().go(`${url()}/api/sign-in`);
        return new URL(response.headers.get('location') ?? '').searchParams;
      };
      const [one, two] = [await asked(), await asked()];
      assert.equal(one.get('code_challenge_method'), 'S256');
      assert.equal(one.get('redirect_uri'), `${url()}/api/sign-in/callback`);
      for (const name of ['state', 'nonce', 'code_challenge']) {
        assert.match(one.get(name) ?? '', /^[\w-]{43}$/);
        assert.notEqual(one.get(name), two.get(name));
      }
    });

    it('sets cookies that no script reads and that come along where they are needed', async () => {
      const browser = new HttpBrowser();
      const begun = await browser.go(`${url()}/api/sign-in`);
      const [attempt = ''] = begun.headers.getSetCookie();
      assert.match(attempt, /; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);
      const done = await browser.go(await browser.toCallback(url(), 'Ada'));
      const port = new URL(url()).port;
      const lines = done.headers.getSetCookie();
      const line = (name: string) => lines.find((one) => one.startsWith(`${name}_${port}=`)) ?? '';
      assert.match(line('chatk8s_session'), /; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
      assert.match(line('chatk8s_renewal'), /; Path=\/api\/session; HttpOnly; SameSite=Strict;/);
      assert.ok(!lines.join().includes('ada'), 'nothing of the person stands there to be read');
    });

    it('carries prefixes behind TLS that keep others from setting them', async () => {
      const headers = { 'x-forwarded-proto': 'https', host: 'chat.example.org' };
      const browser = new HttpBrowser();
      const begun = await browser.go(`${url()}/api/sign-in`, { headers });
      assert.match(begun.headers.get('set-cookie') ?? '', /^__Host-chatk8s_sign_in_.*; Secure$/);
      const to = new URL(begun.headers.get('location') ?? '').searchParams.get('redirect_uri');
      assert.match(to ?? '', /^https:/);
    });

    it('is taken at any replica, for they keep nothing', async () => {
      const browser = new HttpBrowser();
      const callback = await browser.toCallback(url(0), 'Grace');
      for (const [name, value] of cookiesOf(browser, 0)) {
        const port = new URL(url(1)).port;
        cookiesOf(browser, 1).set(name.replace(/\d+(?=$)/, port), value);
      }
      const elsewhere = new URL(callback);
      elsewhere.port = new URL(url(1)).port;
      const response = await browser.go(elsewhere);
      assert.equal(outcome(response.headers.get('location') ?? ''), null);
      assert.equal((await session(browser, 1)).user?.id, 'grace');
    });

    it('begins with a press on the page alone: another site cannot press for somebody', async () => {
      for (const site of ['cross-site', 'same-site']) {
        const headers = { 'sec-fetch-site': site };
        const response = await new HttpBrowser().go(`${url()}/api/sign-in?to=/%23/board`, {
          headers,
        });
        assert.equal(response.headers.get('location'), '/#/board');
        assert.equal(response.headers.get('set-cookie'), null);
      }
    });

    it('never leads to another site, whatever it was given', async () => {
      for (const to of ['https://evil.example', '//evil.example', '/.//evil.example', '/\\evil']) {
        assert.equal(await new HttpBrowser().signIn(url(), 'Ada', to), '/');
      }
    });

    it('is one for each of several tabs, and for no more than a browser can carry', async () => {
      const browser = new HttpBrowser();
      const [one, two] = [
        await browser.toCallback(url(), 'Ada', '/#/one'),
        await browser.toCallback(url(), 'Ada', '/#/two'),
      ];
      assert.equal((await browser.go(two)).headers.get('location'), '/#/two');
      assert.equal((await browser.go(one)).headers.get('location'), '/#/one');
      for (let times = 0; times < 20; times++) await browser.go(`${url()}/api/sign-in`);
      const attempts = [...cookiesOf(browser)].filter(([name]) => name.includes('sign_in'));
      assert.equal(attempts.length, 4);
    });
  });

  describe('an answer that is not the provider’s to this browser', () => {
    const refused = async (browser: HttpBrowser, callback: URL | string, why: string) => {
      const response = await browser.go(callback);
      assert.equal(response.status, 303);
      assert.equal(outcome(response.headers.get('location') ?? ''), why, String(callback));
      assert.equal(named(browser, 'session'), undefined, 'no session');
    };

    it('is refused where another browser began, so that nobody is signed in as somebody else', async () => {
      const attacker = await new HttpBrowser().toCallback(url(), 'Mallory');
      await refused(new HttpBrowser(), attacker, 'stale');
      const victim = new HttpBrowser();
      await victim.go(`${url()}/api/sign-in`);
      await refused(victim, attacker, 'stale');
    });

    it('is refused where the code is of another attempt of the same browser', async () => {
      const browser = new HttpBrowser();
      const [one, two] = [
        await browser.toCallback(url(), 'Ada'),
        await browser.toCallback(url(), 'Ada'),
      ];
      one.searchParams.set('code', two.searchParams.get('code') ?? '');
      await refused(browser, one, 'stale');
    });

    it('is refused a second time, also with the cookies of the first', async () => {
      const browser = new HttpBrowser();
      const callback = await browser.toCallback(url(), 'Ada');
      const before = new Map(cookiesOf(browser));
      await browser.go(callback);
      cookiesOf(browser).delete(named(browser, 'session')?.[0] ?? '');
      await refused(browser, callback, 'stale');
      for (const [name, value] of before) cookiesOf(browser).set(name, value);
      await refused(browser, callback, 'stale');
    });

    it('is refused whatever stands in it', async () => {
      const browser = new HttpBrowser();
      const good = await browser.toCallback(url(), 'Ada');
      const { searchParams } = good;
      const state = searchParams.get('state') ?? '';
      const at = `${url()}/api/sign-in/callback`;
      const iss = encodeURIComponent(provider.issuer);
      for (const [query, why] of [
        ['', 'stale'],
        ['?', 'stale'],
        [`?code=x&state=${state}&state=${state}`, 'stale'],
        [`?code=x&state=${state}%00`, 'stale'],
        [`?code=x&state[]=${state}`, 'stale'],
        [`?code=x&state=${'a'.repeat(4_000)}`, 'stale'],
        [`?code=x&state=__proto__`, 'stale'],
        ['?code=x&state=%F0%9F%92%A5', 'stale'],
        ['?error=access_denied', 'stale'],
      ] as const) {
        await refused(browser, at + query, why);
      }
      for (const [more, why] of [
        [`iss=${iss}`, 'failed'],
        [`code=x&iss=https%3A%2F%2Fevil.example`, 'failed'],
        [`code=${'x'.repeat(5_000)}&iss=${iss}`, 'stale'],
        [`code=a&code=b&iss=${iss}`, 'failed'],
        [`error=<script>&error_description=${'%22'.repeat(500)}&iss=${iss}`, 'failed'],
        [`error=temporarily_unavailable&iss=${iss}`, 'unreachable'],
        [`error=access_denied&iss=${iss}`, 'denied'],
      ] as const) {
        const other = new HttpBrowser();
        const its = (await other.toCallback(url(), 'Ada')).searchParams.get('state');
        await refused(other, `${at}?state=${its}&${more}`, why);
      }
      assert.equal(outcome((await browser.go(good)).headers.get('location') ?? ''), null);
    });

    it('is refused with a cookie that this gateway did not seal', async () => {
      const browser = new HttpBrowser();
      const callback = await browser.toCallback(url(), 'Ada');
      const [name = '', value = ''] = named(browser, 'sign_in') ?? [];
      for (const forged of [
        value.slice(0, -4),
        'x',
        value.replace(/^[^.]+/, 'eyJhbGciOiJub25lIn0'),
      ]) {
        cookiesOf(browser).set(name, forged);
        await refused(browser, callback, 'stale');
        cookiesOf(browser).set(name, value);
      }
    });

    it('is taken by GET alone', async () => {
      for (const path of ['/api/sign-in', '/api/sign-in/callback']) {
        for (const method of ['POST', 'HEAD', 'PUT']) {
          assert.equal((await fetch(url() + path, { method, redirect: 'manual' })).status, 405);
        }
      }
    });
  });

  describe('a session', () => {
    it('is renewed once it is due, whoever of several asks, at the provider once', async function () {
      this.timeout(30_000);
      const browser = await signedIn('Grace');
      const first = await session(browser);
      const before = provider.refreshes();
      await session(browser);
      assert.equal(provider.refreshes(), before, 'not before it is due');
      await due();
      const tabs = await Promise.all(Array.from({ length: 8 }, () => session(browser)));
      assert.equal(provider.refreshes(), before + 1);
      for (const { status, expiresAt = 0 } of tabs) {
        assert.equal(status, 200);
        assert.ok(expiresAt > (first.expiresAt ?? 0));
      }
      await due();
      assert.equal((await session(browser)).status, 200, 'with what it was given then');
      assert.equal(provider.refreshes(), before + 2);
    });

    it('is renewed where the answer got lost on the way', async function () {
      this.timeout(30_000);
      const browser = await signedIn('Grace');
      const kept = new Map(cookiesOf(browser));
      await due();
      assert.equal((await session(browser)).status, 200);
      for (const [name, value] of kept) cookiesOf(browser).set(name, value);
      assert.equal((await session(browser)).status, 200);
      await due();
      assert.equal((await session(browser)).status, 200, 'and nothing was taken for a theft');
    });

    it('has what the provider says by now', async function () {
      this.timeout(30_000);
      const browser = await signedIn('Grace');
      assert.equal((await session(browser)).roles, undefined);
      said = () => ({ roles: ['moderator'], name: 'Grace Hopper' });
      await due();
      const { roles, user } = await session(browser);
      assert.deepEqual([roles, user?.name], [['moderator'], 'Grace Hopper']);
    });

    it('ends with the provider’s, and opens no socket from then on', async function () {
      this.timeout(40_000);
      const browser = await signedIn('Alan');
      const wire = await socket(browser);
      await provider.revoke('alan');
      await due();
      await eventually(async () => assert.equal((await session(browser)).status, 401), {
        deadlineMs: 10_000,
      });
      await assert.rejects(socket(browser), /HTTP 401/);
      assert.equal((await wire.closed).code, 4500);
    });

    it('goes on for a bounded while where the provider does not answer, and says so', async function () {
      this.timeout(90_000);
      const browser = await signedIn('Grace');
      await provider.stop();
      try {
        const started = Date.now();
        await due();
        const { status, provider: state, expiresAt = 0 } = await session(browser);
        assert.deepEqual([status, state], [200, 'unreachable']);
        assert.ok(expiresAt > Date.now());
        assert.ok(
          expiresAt <= started + (TOKEN_SECONDS + GRACE_SECONDS + 1) * 1_000,
          'not past the grace',
        );
        const wire = await socket(browser);
        await wire.close();
        assert.equal(outcome(await beginning(new HttpBrowser())), 'unreachable');
        await eventually(
          async () => {
            const late = await session(browser);
            assert.deepEqual([late.status, late.provider], [503, 'unreachable']);
          },
          { deadlineMs: 45_000 },
        );
      } finally {
        await provider.resume();
      }
      await eventually(async () => assert.equal((await session(browser)).status, 200));
      assert.equal((await session(browser)).provider, undefined);
    });
    it('is renewed by nothing but its own cookie', async function () {
      this.timeout(30_000);
      const [own, other] = [await signedIn('Grace'), await signedIn('Grace')];
      const [name = '', ofOther = ''] = named(other, 'renewal') ?? [];
      cookiesOf(own).set(name, ofOther);
      await new Promise((resolve) => setTimeout(resolve, TOKEN_SECONDS * 1_000 + 200));
      assert.equal((await session(own)).status, 401, 'though it is the same person’s');
      assert.equal((await session(other)).status, 200);
    });

    it('that was tampered with opens nothing', async () => {
      const browser = await signedIn('Ada');
      const [name = '', value = ''] = named(browser, 'session') ?? [];
      const [head = '', , tail = ''] = value.split('.');
      const claims = { sub: 'ada', name: 'Ada', roles: ['moderator'], exp: 4_000_000_000 };
      const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
      cookiesOf(browser).set(name, `${head}.${forged}.${tail}`);
      assert.equal((await session(browser)).status, 401);
    });
  });

  describe('an address', () => {
    it('that asks too often is told to come later, in words to a person, at no cost to the provider', async () => {
      const few = { ADDRESS_SESSION_RATE: '1', ADDRESS_SESSION_BURST: '1' };
      const gateway = await chat.startGateway(few);
      const at = `http://127.0.0.1:${gateway.port}`;
      const browser = new HttpBrowser();
      const callbacks = [await browser.toCallback(at, 'Ada'), await browser.toCallback(at, 'Ada')];
      const ends: (string | null)[] = [];
      for (const callback of callbacks) {
        ends.push(outcome((await browser.go(callback)).headers.get('location') ?? ''));
      }
      assert.deepEqual(ends, [null, 'busy'], 'one session a second');
      // Ten a second: so many at once are too many on any machine.
      const many = <T>(ask: () => Promise<T>) => Promise.all(Array.from({ length: 60 }, ask));
      const sessions = await many(() => browser.go(`${at}/api/session`));
      const refused = sessions.find(({ status }) => status === 429);
      assert.ok(Number(refused?.headers.get('retry-after')) > 0);
      const begun = await many(async () => outcome(await beginning(browser, at)));
      assert.ok(begun.includes('busy'), String(begun));
      assert.equal((await browser.go(at)).status, 404, 'the rest goes on');
      await gateway.stop();
    });
  });

  describe('more than a cookie holds', () => {
    const line = () =>
      chat.gateways[0]?.log().find(({ msg }) => /too large for a cookie/.test(String(msg)));

    it('is cut to what is needed, and an operator hears of it', async () => {
      said = () => ({ rooms: [...MANY_ROOMS, 'board'], roles: ['moderator', ...MANY_ROOMS] });
      const browser = await signedIn('Grace');
      const [name = '', value = ''] = named(browser, 'session') ?? [];
      assert.ok(name.length + value.length < 4_096);
      assert.deepEqual((await session(browser)).roles, ['moderator']);
      const wire = await socket(browser);
      await wire.join('board');
      await wire.close();
      assert.equal(line()?.['user'], 'grace');
    });
  });

  describe('signing out', () => {
    it('forgets the session, takes back what renews it and leads to the provider', async () => {
      const browser = await signedIn('Ada');
      const kept = new Map(cookiesOf(browser));
      const { signOutUrl = '' } = await end(browser);
      const to = new URL(signOutUrl);
      assert.equal(to.origin, provider.issuer);
      assert.equal(to.searchParams.get('post_logout_redirect_uri'), `${url()}/`);
      assert.ok(to.searchParams.get('id_token_hint'));
      assert.equal((await session(browser)).status, 401);
      assert.deepEqual([...cookiesOf(browser).keys()], []);
      // Whoever copied the cookies renews nothing.
      const thief = new HttpBrowser();
      for (const [name, value] of kept) cookiesOf(thief).set(name, value);
      await eventually(async () => assert.equal((await session(thief)).status, 401), {
        deadlineMs: 15_000,
      });
    }).timeout(30_000);

    it('is refused to pages of others', async () => {
      const browser = await signedIn('Ada');
      const headers = { origin: 'https://evil.example' };
      const response = await browser.go(`${url()}/api/session`, { method: 'DELETE', headers });
      assert.equal(response.status, 403);
      assert.equal((await session(browser)).status, 200);
    });

    it('works where the provider is away, and says that it was not told', async () => {
      const browser = await signedIn('Ada');
      await provider.stop();
      try {
        assert.deepEqual(await end(browser), { provider: 'unreachable' });
      } finally {
        await provider.resume();
      }
      assert.equal((await session(browser)).status, 401);
    });
  });
});
