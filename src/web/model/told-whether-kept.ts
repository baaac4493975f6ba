// Tells the person when the browser does not keep what they write: once, as it begins, not with every letter.
import { KEEPING_WORDS } from '../words/notices.ts';
import type { StateHolder } from './chat-state.ts';
import type { Kept } from './keeping.ts';
import type { Store } from './store.ts';

export function tellWhetherKept(state: StateHolder, kept: Store<Kept>): void {
  const tell = () => {
    const now = kept.get();
    if (now === state.now.kept) return;
    if (now !== 'kept') state.set({ kept: now, notice: KEEPING_WORDS[now] });
    else state.set({ kept: now, ...(isAboutKeeping(state.now.notice) && { notice: undefined }) });
  };
  kept.subscribe(tell);
  tell();
}

const isAboutKeeping = (notice: string | undefined): boolean =>
  Object.values<string | undefined>(KEEPING_WORDS).includes(notice);
