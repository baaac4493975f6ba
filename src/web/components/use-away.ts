// How long there has been no connection: what is over at once is not worth a word, and words move what stands around them.
import { useEffect, useState } from 'preact/hooks';
import type { StateChange } from '../../client/api.ts';
import type { Chat } from '../model/chat.ts';
import { useStore } from './use-store.ts';

/** A connection that comes up this fast needs no words, milliseconds. */
export const QUIET_MS = 800;
/** The first one has taken so long that one wonders, milliseconds. */
export const LONG_MS = 5_000;

/** True once `state` has been the same for `ms`, and at once false when it is live. */
export function useAwayFor(ms: number, state: StateChange['state']): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    setPassed(false);
    if (state === 'live') return;
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [state, ms]);
  return passed && state !== 'live';
}

/** Whether there is no network; where there is one, it may lead nowhere. */
export function useOffline(): boolean {
  const [offline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return offline;
}

/** Whether nothing goes out, and not only while the page connects for the first time. */
export function useIsAway(chat: Chat): boolean {
  const state = useStore(chat.store, ({ connection }) => connection.state);
  const wasLive = useStore(chat.store, (now) => now.wasLive);
  const isLong = useAwayFor(wasLive ? QUIET_MS : LONG_MS, state);
  const offline = useOffline();
  return isLong || (offline && state !== 'live');
}
