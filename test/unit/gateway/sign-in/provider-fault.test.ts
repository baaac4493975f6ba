import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createProvider,
  newChecks,
  type Provider,
} from '../../../../src/gateway/edge/sign-in/provider.ts';
import {
  isOver,
  ProviderAway,
  ProviderRefused,
} from '../../../../src/gateway/edge/sign-in/provider-fault.ts';

/** More than any provider has to say. */
const ENDLESS_BYTES = 256 * 1024 * 1024;

// What a real provider cannot be made to say: a proxy in front of one that is down, another's name, a bad moment of its own.
describe('a provider', () => {
  let server: Server;
  let provider: Provider;
  let issuer: string;
  let token: { status: number; body: string; type?: string };
  let answer: RequestListener;
  const json = { 'content-type': 'application/json' };
  const metadata = (more: object = {}) => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    ...more,
  });

  beforeEach(async () => {
    answer = (request, response) => {
      if (request.url === '/token') {
        response.writeHead(token.status, { 'content-type': token.type ?? 'application/json' });
        response.end(token.body);
      } else response.writeHead(200, json).end(JSON.stringify(metadata()));
    };
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { issuer, clientId: 'chat', clientSecret: undefined, prompt: undefined };
    provider = createProvider({ ...options, scopes: 'openid', onFault: () => undefined });
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });
  const begin = () => provider.authorizationUrl(`${issuer}/callback`, newChecks());
  const says = (status: number, body: unknown, type?: string) => {
    token = { status, body: JSON.stringify(body), ...(type !== undefined && { type }) };
  };

  it('that does not answer, or not as one, is away, and is asked again by the next who comes', async () => {
    const good = answer;
    for (const [status, headers, body] of [
      [502, { 'content-type': 'text/html' }, '<h1>Bad Gateway</h1>'],
      [200, json, '{"cut'],
      [404, json, '{}'],
    ] as const) {
      answer = (_, response) => response.writeHead(status, headers).end(body);
      await assert.rejects(begin(), ProviderAway);
    }
    answer = (request) => request.socket.destroy();
    await assert.rejects(begin(), ProviderAway);
    answer = good;
    assert.equal((await begin()).pathname, '/auth');
  });

  it('that moved is found again by the next who asks', async () => {
    const good = answer;
    says(200, { access_token: 'a', token_type: 'bearer', refresh_token: 'next', expires_in: 60 });
    await provider.refresh('token');
    answer = (request, response) => {
      if (request.url === '/moved') response.writeHead(200, json).end(token.body);
      else if (request.url === '/token') response.writeHead(404).end();
      else {
        const moved = metadata({ token_endpoint: `${issuer}/moved` });
        response.writeHead(200, json).end(JSON.stringify(moved));
      }
    };
    await assert.rejects(provider.refresh('next'), ProviderAway);
    assert.equal((await provider.refresh('next')).refreshToken, 'next');
    answer = good;
  });

  it('that is called otherwise than it was said is refused', async () => {
    answer = (_, response) =>
      response
        .writeHead(200, json)
        .end(JSON.stringify(metadata({ issuer: 'https://evil.example' })));
    // What an operator finds in docs/operations.md.
    const code = 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';
    await assert.rejects(begin(), new ProviderRefused(code));
  });

  it('ends a session by its own word for it, and by nothing else', async () => {
    const refused = async () =>
      await provider.refresh('token').then(
        () => undefined,
        (error) => error,
      );
    for (const error of ['invalid_grant', 'interaction_required', 'login_required']) {
      says(400, { error });
      assert.ok(isOver(await refused()), error);
    }
    says(401, { error: 'invalid_client' });
    assert.ok(!isOver(await refused()), 'a mistake of whoever set it up');
    for (const [status, error] of [
      [400, 'temporarily_unavailable'],
      [429, 'slow_down'],
      [500, 'server_error'],
    ] as const) {
      says(status, { error });
      assert.ok((await refused()) instanceof ProviderAway, error);
    }
    says(503, 'a proxy', 'text/html');
    assert.ok((await refused()) instanceof ProviderAway);
    says(200, { access_token: 'a', token_type: 'bearer', refresh_token: 'next', expires_in: 60 });
    const { refreshToken, claims, endsAt = 0 } = await provider.refresh('token');
    assert.deepEqual([refreshToken, claims], ['next', undefined]);
    assert.ok(endsAt > Date.now() && endsAt <= Date.now() + 60_000);
  });

  it('that answers without an end is read so far and no further', async () => {
    let sent = 0;
    const piece = Buffer.alloc(65_536, ' ');
    const endless: RequestListener = (_, response) => {
      response.writeHead(200, json);
      const more = () => {
        while (!response.destroyed && sent < ENDLESS_BYTES) {
          sent += piece.length;
          if (!response.write(piece)) return response.once('drain', more);
        }
        return response.end();
      };
      more();
    };
    answer = endless;
    await assert.rejects(begin(), ProviderAway);
    assert.ok(sent < ENDLESS_BYTES / 4, `${sent} bytes`);
  });

  it('that refuses the client with a challenge is told by its own word, too', async () => {
    const good = answer;
    answer = (request, response) => {
      if (request.url === '/token') response.setHeader('www-authenticate', 'Basic realm="id"');
      good(request, response);
    };
    says(401, { error: 'invalid_client' });
    await assert.rejects(
      provider.refresh('token'),
      (error) => error instanceof ProviderRefused && error.code === 'invalid_client',
    );
    says(401, 'no word at all');
    await assert.rejects(
      provider.refresh('token'),
      (error) => error instanceof ProviderRefused && error.code === 'challenge',
    );
  });
});
