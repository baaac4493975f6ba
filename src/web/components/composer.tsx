// Where one writes. Enter sends, Shift+Enter begins a new line; what is not sent yet is kept as a draft of the
// room, over reloads too.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { isComposing } from '../model/composing.ts';
import type { Memory } from '../model/memory.ts';
import { Icon } from './icon.tsx';
import { useStore } from './use-store.ts';

const TEXT_MAX = 4096;
/** From here on the remaining characters are counted. */
const COUNT_FROM = 3500;

export interface ComposerProps {
  chat: Chat;
  memory: Memory;
  room: string;
  disabled: boolean;
}

export function Composer({ chat, memory, room, disabled }: ComposerProps) {
  const [text, setText] = useState(() => memory.draft(room));
  const live = useStore(chat.store, (state) => state.connection.state === 'live');
  const kept = useStore(chat.store, (state) => state.kept === 'kept');
  const field = useRef<HTMLTextAreaElement>(null);
  const max = chat.client.limits?.textMax ?? TEXT_MAX;
  const left = max - text.length;

  // A phone's keyboard must not jump up because a room was opened.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);

  const write = (now: string) => {
    setText(now);
    memory.saveDraft(room, now);
  };

  useLayoutEffect(() => {
    const box = field.current;
    if (box === null || CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);

  const send = () => {
    if (text.trim() === '' || left < 0 || disabled) return;
    if (!chat.send(text)) return;
    write('');
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={text}
          disabled={disabled}
          placeholder={`Message #${room}`}
          aria-label={`Message to ${room}`}
          aria-describedby="composer-hint"
          enterkeyhint="send"
          autocomplete="off"
          dir="auto"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          class="send"
          aria-label="Send"
          title="Send (Enter)"
          disabled={disabled || text.trim() === '' || left < 0}
        >
          <Icon name="send" />
        </button>
      </div>
      <p id="composer-hint" class="hint">
        {hintOf({ live, kept, left, text })}
      </p>
    </form>
  );
}

interface Writing {
  live: boolean;
  kept: boolean;
  left: number;
  text: string;
}

function hintOf({ live, kept, left, text }: Writing) {
  if (left < 0) return <strong class="over">{-left} characters too many</strong>;
  if (text.length >= COUNT_FROM) return `${left} characters left`;
  if (!live && !kept)
    return 'You are offline: leave this page open, so that what you send goes out.';
  if (!live) return 'You are offline: what you send now is kept and sent when you are back.';
  return (
    <span class="keys">
      <kbd>Enter</kbd> sends, <kbd>Shift</kbd> + <kbd>Enter</kbd> begins a new line
    </span>
  );
}
