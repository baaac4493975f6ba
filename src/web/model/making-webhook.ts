// Another outgoing webhook, with its secret, which is shown once: or why there is none, in words.
import { NEW_WEBHOOK_WORDS } from '../words/webhooks.ts';
import type { Chat } from './chat.ts';

export async function makeWebhook(
  { client, roomDeeds }: Pick<Chat, 'client' | 'roomDeeds'>,
  room: string,
  about: { url: string; events: string[] },
): Promise<{ secret: string } | { problem: string }> {
  // It may get another id on its way.
  let made = '';
  const problem = await roomDeeds.webhook(room, { do: 'make', ...about }, ({ id }) => {
    made = id;
  });
  if (problem !== undefined) return { problem };
  const secret = await roomDeeds.answered(() => client.webhookSecret(room, made));
  return typeof secret === 'string'
    ? { secret }
    : { problem: NEW_WEBHOOK_WORDS.noSecret(secret.problem) };
}
