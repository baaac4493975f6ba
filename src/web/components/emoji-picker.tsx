// Every emoji to choose from: looked for by name or other words, by group, those taken last first, in the tone of skin that the
// person chose. What is typed is looked for wherever one is; arrows go through the emoji as they stand on the screen.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { isComposing } from '../model/composing.ts';
import { loadEmoji, loadedEmoji, nameOfEmoji } from '../model/emoji.ts';
import { type Emoji, type EmojiEntry, inTone } from '../model/text/emoji-set.ts';
import { EMOJI_WORDS } from '../words/emoji.ts';
import { EmojiGroups, groupName, type ShownGroup } from './emoji-groups.tsx';
import { SkinTones } from './skin-tones.tsx';
import { stepInGrid } from './step-in-grid.ts';
import { useStore } from './use-store.ts';

export interface EmojiPickerProps {
  chat: Chat;
  onChoose: (emoji: string) => void;
}

export function EmojiPicker({ chat, onChoose }: EmojiPickerProps) {
  const recent = useStore(chat.store, (state) => state.recentEmoji);
  const tone = useStore(chat.store, (state) => state.emojiTone);
  const [typed, setTyped] = useState('');
  const [group, setGroup] = useState<ShownGroup>(recent.length > 0 ? 'recent' : 'smileys');
  const { all, failed, retry } = useEmoji();
  const search = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);

  const inOurTone = (entries: readonly EmojiEntry[] = []): Shown[] =>
    entries.map((entry) => ({ ...entry, emoji: inTone(entry, tone) }));
  const isSought = typed.trim() !== '';
  const shown = isSought
    ? inOurTone(all?.find(typed))
    : group === 'recent'
      ? recent.map((emoji) => ({ emoji, name: nameOfEmoji(emoji), codes: [] }))
      : inOurTone(all?.groups.get(group));

  const onKeyDown = (event: KeyboardEvent) => {
    const box = search.current;
    if (box === null || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const isInSearch = event.target === box;
    const first = grid.current?.querySelector<HTMLElement>('button');
    if (isInSearch && event.key === 'Enter') first?.click();
    else if (isInSearch && event.key === 'ArrowDown') first?.focus();
    else if (!isInSearch && isIn(grid.current, event.target)) {
      const isFirstLine = event.key === 'ArrowUp';
      // What is typed among the emoji is looked for.
      if (event.key.length === 1 && event.key !== ' ') return box.focus();
      if (!stepInGrid(event, grid.current)) {
        if (!isFirstLine) return;
        box.focus();
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the dialog around it has the role.
    <div class="picker" onKeyDown={onKeyDown}>
      <div class="picker-head">
        <input
          ref={search}
          type="search"
          data-first={matchMedia('(pointer: fine)').matches ? '' : undefined}
          value={typed}
          placeholder={EMOJI_WORDS.search}
          aria-label={EMOJI_WORDS.search}
          autocomplete="off"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <SkinTones tone={tone} onTone={(chosen) => chat.commands.setEmojiTone(chosen)} />
      </div>
      <EmojiGroups
        hasRecent={recent.length > 0}
        group={isSought ? undefined : group}
        onGroup={(chosen) => {
          setTyped('');
          setGroup(chosen);
        }}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a set of fields it is not. */}
      <div
        ref={grid}
        class="grid"
        role="group"
        aria-label={isSought ? EMOJI_WORDS.found : groupName(group)}
      >
        {shown.map(({ emoji, name, codes }) => (
          <button
            key={emoji}
            type="button"
            tabIndex={-1}
            aria-label={name}
            title={codes[0] === undefined ? name : `${name} :${codes[0]}:`}
            onClick={() => onChoose(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
      <p class="picker-says" role="status">
        {isSought && all !== undefined && EMOJI_WORDS.count(shown.length)}
        {failed && (
          <>
            {EMOJI_WORDS.missing}{' '}
            <button type="button" class="link" onClick={retry}>
              {EMOJI_WORDS.again}
            </button>
          </>
        )}
      </p>
    </div>
  );
}

type Shown = Pick<EmojiEntry, 'emoji' | 'name' | 'codes'>;

const isIn = (box: HTMLElement | null, target: EventTarget | null): boolean =>
  target instanceof Node && box?.contains(target) === true;

function useEmoji(): { all: Emoji | undefined; failed: boolean; retry: () => void } {
  const [all, setAll] = useState(loadedEmoji);
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let isGone = false;
    setFailed(false);
    loadEmoji().then(
      (loaded) => !isGone && setAll(loaded),
      () => !isGone && setFailed(true),
    );
    return () => {
      isGone = true;
    };
  }, [tries]);
  return { all, failed, retry: () => setTries(tries + 1) };
}
