import assert from 'node:assert/strict';
import { openWitness, type Witnessed } from '../../../src/gateway/log/witness.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';

const at = '2026-01-02T03:04:05.678Z';
const delivered = (seq: number, isVoid = false) => ({
  seq,
  at,
  isVoid,
  subject: 'chat.room.lobby.message',
  data: new Uint8Array(),
});
const seen = (isVoid = false): Witnessed => ({ room: 'lobby', atMs: Date.parse(at), isVoid });

describe('a witness of what the log stored', () => {
  /** `log`: what its leader answers. */
  function open(log: (seq: number) => Promise<RawEntry | undefined>) {
    const asked: number[] = [];
    const witness = openWitness((seq) => {
      asked.push(seq);
      return log(seq);
    });
    return { witness, asked };
  }
  const nobody = () => assert.fail('the reader sees it');

  it('says what the reader saw before the acknowledgement came', async () => {
    const { witness } = open(nobody);
    witness.saw(delivered(7));
    witness.saw(delivered(8, true));
    assert.deepEqual(await witness.look(7), seen());
    assert.deepEqual(await witness.look(8), seen(true));
    witness.stop();
  });

  it('waits for what the reader is about to see, for all who ask', async () => {
    const { witness } = open(nobody);
    const looks = [witness.look(7), witness.look(7), witness.look(8)];
    witness.saw(delivered(7, true));
    witness.saw(delivered(8));
    assert.deepEqual(await Promise.all(looks), [seen(true), seen(true), seen()]);
    witness.stop();
  });

  it('asks the leader while the reader is late, once for an entry', async () => {
    const { witness, asked } = open(async (seq) => delivered(seq));
    const looks = await Promise.all([witness.look(7), witness.look(7)]);
    assert.deepEqual(looks, [seen(), seen()]);
    assert.deepEqual(asked, [7]);
    witness.stop();
  });

  it('asks the leader for what the reader passed long ago', async () => {
    const { witness, asked } = open(async (seq) => delivered(seq));
    for (let seq = 1; seq <= 10_000; seq++) witness.saw(delivered(seq));
    assert.deepEqual(await witness.look(10_000), seen());
    assert.deepEqual(asked, []);
    assert.deepEqual(await witness.look(3), seen());
    assert.deepEqual(asked, [3]);
    witness.stop();
  });

  it('says that it does not know where the leader does not answer', async () => {
    const { witness } = open(() => Promise.reject(new Error('no leader')));
    witness.saw(delivered(9));
    assert.equal(await witness.look(7), undefined);
    assert.equal(await witness.look(10), undefined);
    witness.stop();
  });
});
