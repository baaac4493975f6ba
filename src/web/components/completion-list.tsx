// What may be meant by what is being typed, above the field. The focus stays in the field, which names the active one.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { COMPLETION_WORDS } from '../words/writing.ts';
import { Avatar } from './avatar.tsx';
import type { Completion } from './use-completion.ts';

export const optionId = (id: string, index: number): string => `${id}-${index}`;

export function CompletionList({ completion }: { completion: Completion }) {
  const { id, suggestions, active, take, point } = completion;
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <>
      {suggestions.length > 0 && (
        <div
          ref={list}
          id={id}
          class="completion"
          role="listbox"
          aria-label={COMPLETION_WORDS.label}
        >
          {suggestions.map(({ key, label, detail, emoji, person }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field.
            <div
              key={key}
              id={optionId(id, index)}
              role="option"
              aria-selected={index === active}
              // The field would lose the focus, and with it the list.
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => point(index)}
              onClick={() => take(index)}
            >
              {person !== undefined && <Avatar user={person} />}
              {emoji !== undefined && (
                <span class="detail emoji" aria-hidden="true">
                  {emoji}
                </span>
              )}
              {detail !== undefined && <span class="detail">{detail}</span>}
              <span class="label" dir="auto">
                {label}
              </span>
            </div>
          ))}
        </div>
      )}
      <p class="visually-hidden" role="status">
        {suggestions.length > 0 && COMPLETION_WORDS.count(suggestions.length)}
      </p>
    </>
  );
}
