// The frame of tests about one person's browser on one gateway that goes and comes: for each test a new person.
import assert from 'node:assert/strict';
import type { BrowserContext } from 'playwright-core';
import { webStage } from './web-stage.ts';

/** To be called in a `describe`; what it answers may be read in its tests. */
export function onePerson() {
  const stage = webStage();
  let context: BrowserContext;
  beforeEach(async () => {
    context = await stage.person();
  });

  return {
    get chat() {
      return stage.chat;
    },
    get context() {
      return context;
    },
    url: stage.url,
    /** Kills the gateway; answers what starts it again on the same port. */
    kill: async () => {
      const [gateway] = stage.chat.gateways;
      assert.ok(gateway);
      await gateway.kill9();
      return () => stage.chat.startGateway({ PORT: String(gateway.port) });
    },
    /** How often a text stands in the log, as a newcomer sees it. */
    stored: async (text: string) => {
      const wire = await stage.chat.join('Counter');
      const frames = await wire.join('lobby', { last: 200 });
      await wire.close();
      return frames.filter(
        (frame) => (frame['data'] as { text?: string } | undefined)?.text === text,
      ).length;
    },
  };
}
