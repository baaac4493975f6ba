// The frame of every measurement: servers and programs of its own, stopped again also when it fails.
import { type ChatOptions, startChat, type TestChat } from '../support/chat.ts';
import { disposeSharedPostgres } from '../support/postgres.ts';

export async function withChat(
  options: ChatOptions,
  measure: (chat: TestChat) => Promise<void>,
): Promise<void> {
  try {
    const chat = await startChat(options);
    try {
      await measure(chat);
    } finally {
      await chat.stop();
    }
  } finally {
    await disposeSharedPostgres();
  }
}
