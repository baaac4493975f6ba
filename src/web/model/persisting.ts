// Asks the browser to keep what the page keeps even where it runs short of room: it may ask the person in turn, so not before
// something of theirs waits here and nowhere else.
import type { ChatState } from './chat-state.ts';
import type { Store } from './store.ts';

/** The browser's `navigator.storage`. */
export interface Persist {
  persisted(): Promise<boolean>;
  persist(): Promise<boolean>;
}

/** Returns what ends it. Asks once while the page is open. */
export function persistWhenSomethingWaits(
  store: Store<ChatState>,
  storage: Persist | undefined,
): () => void {
  // Over a connection that is not safe there is none.
  if (storage === undefined) return () => undefined;
  const look = () => {
    const { connection, rooms } = store.get();
    const waits = Object.values(rooms).some(({ outgoing }) => outgoing.length > 0);
    if (connection.state === 'live' || !waits) return;
    end();
    void ask(storage);
  };
  const end = store.subscribe(look);
  return end;
}

async function ask(storage: Persist): Promise<void> {
  // Refused is as good as not asked: it is kept as long as there is room.
  if (!(await storage.persisted())) await storage.persist().catch(() => false);
}
