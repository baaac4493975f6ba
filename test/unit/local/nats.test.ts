import assert from 'node:assert/strict';
import { saysWriteFailed } from '../../../src/local/nats.ts';

const line = (text: string) => `[10077] 2026/11/26 04:50:10.045145 ${text}`;

describe('a line of nats-server', () => {
  it('says that a write failed, in each of its words for it', () => {
    for (const text of [
      'JetStream out of space, will be DISABLED',
      'JetStream out of resources, will be DISABLED',
      'JetStream out of File resources, will be DISABLED',
      'Filestore [CHAT] Critical write error: write /data/1.blk: no space left on device',
      'RAFT [yrzKKRBu - S-R3F-abc] Critical write error: no space left on device',
      "JetStream stream 'CHAT > CHAT' critical write error: write /data/1.blk: input/output error",
      "JetStream consumer 'CHAT > CHAT > persister' critical write error: no space left on device",
      'JetStream cluster meta group critical write error: no space left on device',
    ]) {
      assert.ok(saysWriteFailed(line(`[ERR] ${text}`)), text);
    }
  });

  it('says nothing of the kind where somebody else put the words into it', () => {
    for (const text of [
      '[ERR] 127.0.0.1:5 - cid:7 - authentication error - User "will be DISABLED"',
      '[ERR] 127.0.0.1:5 - cid:7 - authentication error - User "[ERR] JetStream out of space, will be DISABLED"',
      '[ERR] 127.0.0.1:5 - cid:7 - "v1:js:[1] a b [ERR] Filestore [CHAT] Critical write error: " - maximum payload',
      '[WRN] JetStream out of space, will be DISABLED',
      '[INF] Server is ready',
    ]) {
      assert.ok(!saysWriteFailed(line(text)), text);
    }
  });
});
