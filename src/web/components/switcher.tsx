// Ctrl+K: where to go. A field and what fits what is typed in it, the best first: rooms of one's own, people, public rooms. Arrows and
// Enter choose; what is chosen is opened, and one writes there.
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { isComposing } from '../model/composing.ts';
import { type Goal, NOTHING_TOLD } from '../model/switching.ts';
import { SWITCHER_WORDS } from '../words/rooms.ts';
import { Dialog } from './dialog.tsx';
import { GoalOption } from './goal-option.tsx';
import { toComposer } from './to-composer.ts';
import { useStore } from './use-store.ts';

export interface SwitcherProps {
  chat: Chat;
  onOpenRoom: (name: string) => void;
  onClose: () => void;
}

/** So long after a key the server is asked, milliseconds. */
const ASK_AFTER_MS = 150;

export function Switcher({ chat, onOpenRoom, onClose }: SwitcherProps) {
  const [typed, setTyped] = useState('');
  const [told, setTold] = useState(NOTHING_TOLD);
  const [at, setAt] = useState(0);
  const [problem, setProblem] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const rooms = useStore(chat.store, (state) => state.rooms);
  const goals = useMemo(() => chat.switching.goals(typed, told), [rooms, typed, told]);
  const active = goals[Math.min(at, goals.length - 1)];

  useEffect(() => {
    let isOver = false;
    const ask = async () => {
      const answer = await chat.switching.ask(typed);
      if (!isOver) setTold(answer);
    };
    const timer = setTimeout(() => void ask(), typed === '' ? 0 : ASK_AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [typed]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active?.key]);

  const choose = async (goal: Goal) => {
    if (goal.is === 'person') {
      const why = await chat.roomDeeds.write([goal.user]);
      if (why !== undefined) return setProblem(why);
      onClose();
    } else {
      onClose();
      onOpenRoom(goal.is === 'room' ? goal.room.name : goal.room.room);
    }
    toComposer();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && goals.length > 0)
      setAt((Math.min(at, goals.length - 1) + by + goals.length) % goals.length);
    else if (event.key === 'Enter' && active !== undefined) void choose(active);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={SWITCHER_WORDS.title} onClose={onClose}>
      <div class="switcher">
        <input
          data-first
          role="combobox"
          value={typed}
          aria-label={SWITCHER_WORDS.label}
          placeholder={SWITCHER_WORDS.placeholder}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          maxLength={80}
          dir="auto"
          aria-expanded={goals.length > 0}
          aria-controls={`${id}list`}
          aria-autocomplete="list"
          aria-activedescendant={active && `${id}${active.key}`}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
            setProblem(undefined);
          }}
          onKeyDown={onKeyDown}
        />
        <div ref={list} id={`${id}list`} role="listbox" aria-label={SWITCHER_WORDS.list}>
          {goals.map((goal) => (
            <GoalOption
              key={goal.key}
              id={`${id}${goal.key}`}
              goal={goal}
              isActive={goal === active}
              onChoose={() => void choose(goal)}
            />
          ))}
        </div>
        <p class="hint" role="status">
          {goals.length > 0 ? (
            <span class="visually-hidden">{SWITCHER_WORDS.found(goals.length)}</span>
          ) : (
            told.typed === typed && SWITCHER_WORDS.nothing
          )}
        </p>
        <p class="problem" role="alert">
          {problem}
        </p>
        <p class="hint keys" aria-hidden="true">
          {SWITCHER_WORDS.keys}
        </p>
      </div>
    </Dialog>
  );
}
