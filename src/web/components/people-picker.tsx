// Chooses people by their names: whoever fits what is typed is offered below; arrows and Enter choose, Backspace takes back.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { User } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import { isComposing } from '../model/composing.ts';
import { whoFits } from '../model/people.ts';
import { PICKER_WORDS as WORDS } from '../words/dialogs.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { KindMark } from './kind-mark.tsx';

export interface PeoplePickerProps {
  chat: Chat;
  label: string;
  chosen: readonly User[];
  max: number;
  /** Who is not offered. */
  without?: (user: User) => boolean;
  onChange: (chosen: readonly User[]) => void;
}

/** So long after a key the server is asked, milliseconds. */
const ASK_AFTER_MS = 200;

export function PeoplePicker({ chat, label, chosen, max, without, onChange }: PeoplePickerProps) {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<{ typed: string; users: readonly User[] }>();
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  useEffect(() => {
    let isOver = false;
    const ask = async () => {
      const users = await chat.people.find(typed);
      if (!isOver) setFound({ typed, users });
    };
    const timer = setTimeout(() => void ask(), typed === '' ? 0 : ASK_AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [typed]);

  const isChosen = (user: User) => chosen.some((one) => one.id === user.id);
  const isFull = chosen.length >= max;
  const users = found?.users ?? [];
  // Until the server has said who fits what was typed last, those of before who do.
  const fitting = found?.typed === typed ? users : whoFits(users, typed);
  const offered = isFull
    ? []
    : fitting.filter((user) => !isChosen(user) && without?.(user) !== true);
  const active = offered[Math.min(at, offered.length - 1)];

  const choose = (user: User) => {
    onChange([...chosen, user]);
    setTyped('');
    setAt(0);
    field.current?.focus();
  };
  const takeBack = (user: User) => {
    onChange(chosen.filter((one) => one.id !== user.id));
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const last = chosen.at(-1);
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && offered.length > 0) setAt((at + by + offered.length) % offered.length);
    // With nothing typed Enter is the form's: whoever is chosen is meant.
    else if (event.key === 'Enter' && typed.trim() !== '') {
      if (active !== undefined) choose(active);
    } else if (event.key === 'Backspace' && typed === '' && last !== undefined) takeBack(last);
    else return;
    event.preventDefault();
  };

  return (
    <div class="picker-of-people">
      <label for={`${id}field`}>{label}</label>
      {chosen.length > 0 && (
        <ul class="chosen" aria-label={WORDS.chosen}>
          {chosen.map((user) => (
            <li key={user.id}>
              <span dir="auto">{user.name}</span>
              <button
                type="button"
                aria-label={WORDS.not(user.name)}
                onClick={() => takeBack(user)}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={`${id}field`}
        ref={field}
        data-first
        role="combobox"
        value={typed}
        placeholder={WORDS.placeholder}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        maxLength={64}
        dir="auto"
        aria-expanded={offered.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={active && `${id}${active.id}`}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}list`} role="listbox" aria-label={WORDS.people} class="offered">
        {offered.map((user) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
          <div
            key={user.id}
            id={`${id}${user.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={user === active}
            onClick={() => choose(user)}
          >
            <Avatar user={user} />
            <span class="who" dir="auto">
              {user.name}
            </span>
            <KindMark user={user} />
          </div>
        ))}
      </div>
      <p class="hint" role="status">
        {hintOf({ isFull, max, typed, found: found?.typed, count: offered.length })}
      </p>
    </div>
  );
}

interface Hint {
  isFull: boolean;
  max: number;
  typed: string;
  /** What the list is of. */
  found: string | undefined;
  count: number;
}

function hintOf({ isFull, max, typed, found, count }: Hint): string {
  if (isFull) return WORDS.full(max);
  if (found !== typed || count > 0) return '';
  return typed === '' ? WORDS.none : WORDS.nobody;
}
