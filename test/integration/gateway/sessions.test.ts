// Sessions of people who sign in, against what stands in front of a gateway, beside it and behind it: a proxy with a password of its
// own, a neighbour’s page, whoever has a copy, a provider that changes its keys. A real provider, real gateways.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { startProvider } from '../../../src/local/provider/provider.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { HttpBrowser } from '../../support/http-browser.ts';
import { startTestProvider, type TestProvider } from '../../support/provider.ts';
import { providerStore } from '../../support/provider-store.ts';
import { connectWire } from '../../support/wire.ts';

/** A fifth of it is left when a session is due, which a busy machine needs. */
const TOKEN_SECONDS = 15;
/** After this part of its life a session is renewed. */
const DUE_MS = TOKEN_SECONDS * 800 + 300;

interface Said {
  user?: { id: string };
  expiresAt?: number;
  renewInMs?: number;
  provider?: string;
  signOutUrl?: string;
  token?: string;
}

describe('a session of somebody who signed in', function () {
  this.timeout(60_000);
  const store = providerStore();
  let provider: TestProvider;
  let chat: TestChat;

  before(async () => {
    provider = await startTestProvider({ tokenSeconds: TOKEN_SECONDS, store });
    chat = await startChat({ persisters: 0, env: provider.env });
  });
  after(async () => {
    await chat?.stop();
    await provider?.stop();
  });

  const url = () => String(chat.urls()[0]);
  const asked = async (browser: HttpBrowser, init: RequestInit = {}) => {
    const response = await browser.go(`${url()}/api/session`, init);
    const setCookies = response.headers.getSetCookie();
    return { status: response.status, setCookies, ...((await response.json()) as Said) };
  };
  const signedIn = async (person: string) => {
    const browser = new HttpBrowser();
    await browser.signIn(url(), person);
    return browser;
  };
  const copyOf = (browser: HttpBrowser) => {
    const copy = new HttpBrowser();
    for (const [name, value] of browser.cookies(url())) copy.cookies(url()).set(name, value);
    return copy;
  };
  /** A sign-in of somebody whom the provider does not know. */
  const attempt = async (at: string) => {
    const browser = new HttpBrowser();
    const begun = await browser.go(`${at}/api/sign-in`);
    const { searchParams } = new URL(begun.headers.get('location') ?? '', at);
    const answer = new URLSearchParams({ code: 'x', iss: provider.issuer });
    answer.set('state', searchParams.get('state') ?? '');
    await browser.go(`${at}/api/sign-in/callback?${answer}`);
  };
  /** How many renewals the gateway counted that the provider refused for good. */
  const over = async (): Promise<number> => {
    const metrics = await fetch(`http://127.0.0.1:${chat.gateways[0]?.opsPort}/metrics`);
    const counted = /^chat_session_renewals_total\{.*outcome="over".*\} (\d+)$/m;
    return Number(counted.exec(await metrics.text())?.[1] ?? 0);
  };
  const due = () => new Promise((resolve) => setTimeout(resolve, DUE_MS));

  it('is renewed and ended behind a proxy that has a password of its own', async () => {
    const browser = await signedIn('Grace');
    const headers = { authorization: `Basic ${btoa('staging:secret')}` };
    await due();
    const { status, renewInMs = 0, expiresAt = 0 } = await asked(browser, { headers });
    assert.equal(status, 200);
    assert.ok(renewInMs > 0, 'the page hears when to ask again');
    assert.ok(expiresAt > Date.now() + 5_000, 'it was renewed');
    const { signOutUrl } = await asked(browser, { headers, method: 'DELETE' });
    assert.ok(signOutUrl, 'and is ended at the provider, too');
    assert.deepEqual([...browser.cookies(url()).keys()], []);
  });

  it('is told as it is to whoever asks for no renewal, and to nobody once it is due', async () => {
    const browser = await signedIn('Grace');
    const known = () => browser.go(`${url()}/api/session?renew=no`);
    const before = await known();
    const { user, renewInMs = 0 } = (await before.json()) as Said;
    assert.deepEqual([before.status, user], [200, (await asked(browser)).user]);
    assert.ok(renewInMs > 0 && renewInMs <= DUE_MS, 'the page hears when to ask');
    await due();
    const refreshes = provider.refreshes();
    const after = await Promise.all([known(), known()]);
    for (const { status, headers } of after)
      assert.deepEqual([status, headers.getSetCookie()], [204, []]);
    assert.equal(provider.refreshes(), refreshes, 'the provider was not asked');
    assert.equal((await asked(browser)).status, 200);
    assert.equal(provider.refreshes(), refreshes + 1);
    assert.equal((await known()).status, 200);
  });

  it('is told to no page, nor made shorter by one that asks', async () => {
    const browser = await signedIn('Grace');
    const { status, token, setCookies } = await asked(browser, { method: 'POST' });
    assert.deepEqual([status, token, setCookies], [401, undefined, []]);
    const [session = ''] = [...browser.cookies(url()).values()];
    const headers = { authorization: `Bearer ${session}` };
    assert.equal((await asked(new HttpBrowser(), { method: 'POST', headers })).status, 401);
    assert.equal((await asked(browser)).status, 200);
  });

  it('is renewed though a neighbour’s page set a cookie of the same name', async () => {
    const [browser, other] = [await signedIn('Grace'), await signedIn('Alan')];
    const renewal = (of: HttpBrowser) =>
      [...of.cookies(url())].find(([name]) => name.includes('renewal')) ?? ['', ''];
    const [name, own] = renewal(browser);
    const [, foreign] = renewal(other);
    await due();
    // Browsers send what was set first, or for a longer path, before the other.
    for (const shadow of [foreign, 'x']) {
      browser.cookies(url()).set(name, `${shadow}; ${name}=${own}`);
      const { status, expiresAt = 0 } = await asked(browser);
      assert.equal(status, 200);
      assert.ok(expiresAt > Date.now() + 5_000, 'it was renewed');
    }
  });

  it('is over in every copy once somebody signed out, also of what was renewed just before', async () => {
    const browser = await signedIn('Grace');
    const copy = copyOf(browser);
    await due();
    const { expiresAt = 0 } = await asked(browser);
    await asked(browser, { method: 'DELETE' });
    const { expiresAt: ofCopy = 0 } = await asked(copy);
    assert.ok(ofCopy < expiresAt, 'nobody gets what the one who signed out was given');
  });

  it('is not opened by what stands in the address of the sign-out', async () => {
    const { signOutUrl = '' } = await asked(await signedIn('Ada'), { method: 'DELETE' });
    const token = new URL(signOutUrl).searchParams.get('id_token_hint') ?? '';
    assert.match(token, /^eyJ/);
    await assert.rejects(connectWire(String(chat.socketUrls()[0]), { token }), /HTTP 401/);
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await asked(new HttpBrowser(), { headers })).status, 401);
  });

  it('that the provider ended is asked about once, and then when it is over', async () => {
    const before = await over();
    const browser = await signedIn('Alan');
    await provider.revoke('alan');
    let attempts = 0;
    const count = () => {
      attempts += 1;
    };
    provider.oidc.on('grant.error', count);
    try {
      await due();
      const { status, renewInMs = 0, expiresAt = 0 } = await asked(browser);
      assert.equal(status, 200, 'what it agreed to before is good');
      assert.ok(
        Math.abs(Date.now() + renewInMs - expiresAt) < 1_000,
        `asked again in ${renewInMs}`,
      );
      await eventually(async () => assert.equal((await asked(browser)).status, 401), {
        deadlineMs: 5_000,
      });
      assert.equal(attempts, 1);
      assert.equal(await over(), before + 1);
    } finally {
      provider.oidc.off('grant.error', count);
    }
  });

  it('is renewed though strangers use up all new ones that there may be', async () => {
    const few = { SESSION_RATE: '1', SESSION_BURST: '1', ADDRESS_SESSION_RATE: '1000' };
    const gateway = await chat.startGateway(few);
    const at = `http://127.0.0.1:${gateway.port}`;
    const browser = new HttpBrowser();
    await browser.signIn(at, 'Grace');
    const stranger = setInterval(() => void attempt(at), 50);
    try {
      await due();
      const response = await browser.go(`${at}/api/session`);
      const { expiresAt = 0 } = (await response.json()) as Said;
      assert.equal(response.status, 200);
      assert.ok(expiresAt > Date.now() + 5_000, 'it was renewed');
    } finally {
      clearInterval(stranger);
    }
    await gateway.stop();
  });

  it('is ended whatever the request says of its host', async () => {
    const browser = await signedIn('Grace');
    const cookie = [...browser.cookies(url())].map((pair) => pair.join('=')).join('; ');
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const headers = { cookie, host: `a@b:${new URL(url()).port}` };
    request(`${url()}/api/session`, { method: 'DELETE', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
    assert.equal(await promise, 200);
    await due();
    await eventually(async () => assert.equal((await asked(browser)).status, 401), {
      deadlineMs: 5_000,
    });
  });

  it('is nobody’s who is called at the provider as a bot or a guest is here', async () => {
    for (const kind of ['bot', 'guest']) {
      const name = `${kind}-0b9f8a52-7d3c-4c39-9a0e-3f6a1f0c2d4e`;
      const browser = new HttpBrowser();
      assert.equal(await browser.signIn(url(), name), '/?sign-in=failed');
      assert.equal((await asked(browser)).status, 401);
    }
  });

  it('is begun and renewed though the provider changed its key a moment ago', async () => {
    const browser = await signedIn('Grace');
    const later = new HttpBrowser();
    const callback = await later.toCallback(url(), 'Ada');
    await provider.stop();
    const { issuer, port } = provider;
    // With what it gave before, and a key of this start.
    const anew = await startProvider({
      issuer,
      host: '127.0.0.1',
      port,
      store,
      tokenSeconds: TOKEN_SECONDS,
    });
    try {
      const { headers } = await later.go(callback);
      assert.equal(headers.get('location'), '/', 'signed in');
      await due();
      const { status, provider: state } = await asked(browser);
      assert.deepEqual([status, state], [200, undefined]);
    } finally {
      await anew.stop();
      await provider.resume();
    }
  });
});
