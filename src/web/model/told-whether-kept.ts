// Tells the person when the browser does not keep what they write: once, as it begins, not with every letter.
import type { StateHolder } from './chat-state.ts';
import type { Kept } from './keeping.ts';
import type { Store } from './store.ts';

const NOT_KEPT = {
  full: 'This browser’s storage is full: what you write is lost if you close or reload this page before it is sent.',
  refused:
    'This browser keeps nothing for this page: what you write is lost if you close or reload it before it is sent.',
} as const;

export function tellWhetherKept(state: StateHolder, kept: Store<Kept>): void {
  const tell = () => {
    const now = kept.get();
    if (now === state.now.kept) return;
    if (now !== 'kept') state.set({ kept: now, notice: NOT_KEPT[now] });
    else state.set({ kept: now, ...(isAboutKeeping(state.now.notice) && { notice: undefined }) });
  };
  kept.subscribe(tell);
  tell();
}

const isAboutKeeping = (notice: string | undefined): boolean =>
  Object.values<string | undefined>(NOT_KEPT).includes(notice);
