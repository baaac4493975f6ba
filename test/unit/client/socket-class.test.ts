import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { connect } from '../../../src/client/client.ts';
import { makeSocket, type SocketClass } from '../../../src/client/socket-class.ts';

const ADDRESS = { url: 'ws://127.0.0.1:9/ws', protocols: ['chatk8s.v1'] };
const HEADERS = { authorization: 'Bearer t' };

/** A class that tells what it was made with. */
const telling = (told: unknown[]) =>
  class {
    readonly readyState = 0;
    constructor(...given: unknown[]) {
      told.push(...given);
    }
    addEventListener(): void {
      told.push('listener');
    }
    send(): void {
      told.push('sent');
    }
    close(): void {
      told.push('closed');
    }
  };

describe('the class of a socket', () => {
  const withGlobal = (own: Record<string, unknown>, check: () => void) => {
    const before = Object.keys(own).map(
      (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
    );
    for (const [name, value] of Object.entries(own))
      Object.defineProperty(globalThis, name, { value, configurable: true });
    try {
      check();
    } finally {
      for (const [name, descriptor] of before) {
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, descriptor);
      }
    }
  };

  it('takes a token as Node’s own takes it, or as that of the package ws', () => {
    const told: unknown[] = [];
    const Standard: SocketClass = telling(told);
    makeSocket(Standard, { ...ADDRESS, token: 't' });
    assert.deepEqual(told.splice(0), [
      ADDRESS.url,
      { protocols: ADDRESS.protocols, headers: HEADERS },
    ]);
    class OfWs extends telling(told) {
      terminate(): void {
        told.push('cut off');
      }
    }
    makeSocket(OfWs, { ...ADDRESS, token: 't' });
    assert.deepEqual(told.splice(0), [ADDRESS.url, ADDRESS.protocols, { headers: HEADERS }]);
    makeSocket(OfWs, { ...ADDRESS, token: undefined });
    assert.deepEqual(told, [ADDRESS.url, ADDRESS.protocols]);
  });

  it('is missed at once, with what to do, where there is none', () => {
    withGlobal({ WebSocket: undefined }, () => {
      const begin = () => connect({ url: 'ws://127.0.0.1:9', token: 't' });
      assert.throws(begin, { code: 'invalid', message: /install the package "ws"/ });
    });
  });

  it('is refused in a browser together with a token: no page can send one', () => {
    for (const global of ['document', 'WorkerGlobalScope']) {
      withGlobal({ [global]: {} }, () => {
        const begin = () => connect({ url: 'ws://127.0.0.1:9', token: 't' });
        assert.throws(begin, { code: 'invalid', message: /leave token out/ });
      });
    }
  });
});
