// A log that stores when the test says so, one message after the other.
import type { ConnectionPorts } from '../../../src/gateway/socket/connection.ts';
import { turn } from './connected.ts';

export function slowLog() {
  const waiting: (() => void)[] = [];
  let seq = 9;
  let asked = 0;
  const append: ConnectionPorts['append'] = ({ fact: { room } }) =>
    new Promise((resolve) => {
      asked += 1;
      waiting.push(() => resolve({ ok: true, seq: ++seq, duplicate: false, room }));
    });
  const store = async (count: number) => {
    for (let stored = 0; stored < count; ) {
      await turn();
      const next = waiting.shift();
      next?.();
      if (next !== undefined) stored += 1;
    }
  };
  return { append, store, asked: () => asked };
}
