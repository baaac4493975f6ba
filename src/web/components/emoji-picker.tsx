// A fixed set of emoji to choose from, those taken last first. Arrows go through it as it stands on the screen.
import { EMOJI, type EmojiGroup, nameOfEmoji } from '../model/emoji.ts';

export interface EmojiPickerProps {
  recent: readonly string[];
  onChoose: (emoji: string) => void;
}

export function EmojiPicker({ recent, onChoose }: EmojiPickerProps) {
  const last: EmojiGroup[] =
    recent.length === 0
      ? []
      : [{ name: 'Recent', emoji: recent.map((emoji) => [emoji, nameOfEmoji(emoji)]) }];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the dialog around it has the role.
    <div class="picker" onKeyDown={step}>
      {[...last, ...EMOJI].map(({ name, emoji }) => (
        // biome-ignore lint/a11y/useSemanticElements: a set of fields it is not.
        <div key={name} role="group" aria-label={name}>
          <p class="group">{name}</p>
          <div class="grid">
            {emoji.map(([one, says]) => (
              <button
                key={one}
                type="button"
                tabIndex={-1}
                aria-label={says}
                title={says}
                onClick={() => onChoose(one)}
              >
                {one}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function step(event: KeyboardEvent & { currentTarget: HTMLElement }) {
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const next = nextOf(entries, document.activeElement as HTMLElement, event.key);
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

function nextOf(entries: readonly HTMLElement[], now: HTMLElement, key: string) {
  const index = entries.indexOf(now);
  if (key === 'Home') return entries[0];
  if (key === 'End') return entries.at(-1);
  if (key === 'ArrowRight') return entries[index + 1];
  if (key === 'ArrowLeft') return entries[Math.max(0, index - 1)];
  const way = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (way === 0) return undefined;
  const { offsetLeft: x, offsetTop: y } = now;
  // The nearest line in that direction, and in it the nearest to where one is.
  const cost = (entry: HTMLElement) =>
    Math.abs(entry.offsetTop - y) * 1_000 + Math.abs(entry.offsetLeft - x);
  return entries
    .filter((entry) => (entry.offsetTop - y) * way > 0)
    .toSorted((a, b) => cost(a) - cost(b))[0];
}
