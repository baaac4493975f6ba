// Leads whoever has scrolled up to the newest message. Nothing else is drawn when they leave the end, or are there again.
import type { Store } from '../model/store.ts';
import { PAST_WORDS } from '../words/messages.ts';
import { Icon } from './icon.tsx';
import { toComposer } from './to-composer.ts';
import { useStore } from './use-store.ts';

export interface ToEndProps {
  atBottom: Pick<Store<boolean>, 'get' | 'subscribe'>;
  onPress: () => void;
}

export function ToEnd({ atBottom, onPress }: ToEndProps) {
  if (useStore(atBottom, (is) => is)) return null;
  return (
    <button
      type="button"
      class="to-bottom"
      onClick={() => {
        onPress();
        toComposer();
      }}
    >
      <Icon name="down" size={16} />
      {PAST_WORDS.toEnd}
    </button>
  );
}
