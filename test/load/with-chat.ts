// The frame of every measurement: servers and programs of its own, stopped again also when it fails.
import { type ChatOptions, startChat, type TestChat } from '../support/chat.ts';
import { disposeSharedPostgres } from '../support/postgres.ts';

/** A measurement is one address, and often one user: their shares are not what is measured, unless with `shares`. */
export const NO_SHARES = {
  USER_CONNECTIONS_MAX: '100000',
  ADDRESS_CONNECTIONS_MAX: '100000',
  ADDRESS_POST_RATE: '1000000',
  ADDRESS_POST_BURST: '1000000',
  ADDRESS_SESSION_BURST: '100000',
  ADDRESS_FRAME_RATE: '1000000',
  ADDRESS_FRAME_BURST: '10000000',
  FRAME_RATE: '1000000',
  FRAME_BURST: '10000000',
  SEATS_MAX: '1000000',
  ADDRESS_SEATS_MAX: '1000000',
  USER_DAY_BYTES: String(2 ** 50),
  ADDRESS_DAY_BYTES: String(2 ** 50),
};

export async function withChat(
  { shares = false, ...options }: ChatOptions & { shares?: boolean },
  measure: (chat: TestChat) => Promise<void>,
): Promise<void> {
  try {
    const chat = await startChat({
      // Its figures are what counts, and proving takes as long as the log is.
      unproven: 'a measurement',
      ...options,
      env: { ...(!shares && NO_SHARES), ...options.env },
    });
    try {
      await measure(chat);
    } finally {
      await chat.stop();
    }
  } finally {
    await disposeSharedPostgres();
  }
}
