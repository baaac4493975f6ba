// The keys that the page knows, and what the ticks mean.
import { KEY_WORDS } from '../words/keys.ts';
import { Dialog } from './dialog.tsx';
import { keyName } from './keyboard.ts';

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={KEY_WORDS.title} onClose={onClose}>
      {KEY_WORDS.groups.map(({ title, keys }) => (
        <section key={title} class="keys-group">
          <h3>{title}</h3>
          <dl>
            {keys.map(({ keys: pressed, does }) => (
              <div key={does}>
                <dt>
                  {pressed.map((key) => (
                    <kbd key={key}>{keyName(key)}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p class="hint">{KEY_WORDS.ticks}</p>
    </Dialog>
  );
}
