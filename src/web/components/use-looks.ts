// How the page looks, by what the person chose. Invariant: whoever draws a time after this has been called says it as they want it.
import { useLayoutEffect } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { sayHours } from '../model/time.ts';
import { showTheme } from './theme.ts';
import { useStore } from './use-store.ts';

export function useLooks(chat: Chat): void {
  const theme = useStore(chat.store, (state) => state.choices.theme);
  const density = useStore(chat.store, (state) => state.choices.density);
  sayHours(useStore(chat.store, (state) => state.choices.hours));
  useLayoutEffect(() => showTheme(theme), [theme]);
  // Whoever comes next is somebody else.
  useLayoutEffect(() => () => showTheme('system'), []);
  useLayoutEffect(() => {
    document.documentElement.dataset['density'] = density;
  }, [density]);
}
