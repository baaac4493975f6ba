import assert from 'node:assert/strict';
import type { JsMsg } from 'nats';
import { type Held, InHand } from '../../../src/persister/log/held.ts';

/** Delivered so often; `said` counts how often the log heard that it is in work. */
function delivered(deliveries: number) {
  const counted = { said: 0 };
  const message = { working: () => void counted.said++ } as unknown as JsMsg;
  const subject = 'chat.room.lobby.message';
  const entry = { seq: 1, at: '', isVoid: false, subject, data: new Uint8Array() };
  const held: Held = { message, entry, deliveries };
  return { held, counted };
}

/** The server waits for 2 s after each of the first three deliveries, for 10 s after each other one. */
describe('in hand: what the log is told of it', () => {
  const speakFor = (inHand: InHand, ms: number) => {
    for (let now = 250; now <= ms; now += 250) inHand.speak(now);
  };
  let inHand: InHand;
  beforeEach(() => {
    inHand = new InHand();
  });
  afterEach(() => inHand.stop());

  for (const deliveries of [1, 3]) {
    it(`is said each second of what came ${deliveries} times, for ten seconds`, () => {
      const { held, counted } = delivered(deliveries);
      inHand.take(held, 0);
      speakFor(inHand, 750);
      assert.equal(counted.said, 0, 'what is written at once is not spoken of');
      speakFor(inHand, 10_000);
      assert.equal(counted.said, 10);
      inHand.speak(11_000);
      inHand.speak(60_000);
      assert.equal(counted.said, 10, 'then it may come again');
    });
  }

  it('is said every five seconds of what came again and again, for as long as it lasts', () => {
    const { held, counted } = delivered(4);
    inHand.take(held, 0);
    speakFor(inHand, 60_000);
    assert.equal(counted.said, 12);
  });

  it('is nothing any more once it was acknowledged or came again', () => {
    const { held, counted } = delivered(1);
    inHand.take(held, 0);
    inHand.drop(held);
    speakFor(inHand, 10_000);
    assert.equal(counted.said, 0);
  });
});
