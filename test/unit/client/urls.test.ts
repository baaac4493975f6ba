import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { apiUrl, socketUrl } from '../../../src/client/urls.ts';

describe('addresses', () => {
  it('lead from any form to the socket and to the HTTP side of the same gateway', () => {
    const forms: [string, string, string][] = [
      ['http://host:8080', 'ws://host:8080/ws', 'http://host:8080/api/session'],
      ['ws://host:8080/ws', 'ws://host:8080/ws', 'http://host:8080/api/session'],
      [
        'https://chat.example.org/',
        'wss://chat.example.org/ws',
        'https://chat.example.org/api/session',
      ],
      [
        'wss://example.org/chat/ws',
        'wss://example.org/chat/ws',
        'https://example.org/chat/api/session',
      ],
    ];
    for (const [url, socket, session] of forms) {
      assert.equal(socketUrl(url), socket);
      assert.equal(apiUrl(url, 'session'), session);
    }
  });

  it('are refused in words when they are none', () => {
    for (const url of ['', 'localhost:8080', 'ftp://host', 'not a url']) {
      assert.throws(() => socketUrl(url), /is not a chat address/, url);
    }
  });
});
