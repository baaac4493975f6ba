// Where one writes. Enter sends, Shift+Enter begins a new line (on a phone Enter does); what is not sent yet is kept as a draft of the
// room, over reloads too. The same field answers a message and writes one's own anew (ComposingBar): Escape takes that back.
// Names, rooms and emoji are completed (use-completion.ts); within a block of code Enter begins a new line of it.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { EMPTY_VIEW } from '../../chat/kernel/view.ts';
import type { Chat } from '../model/chat.ts';
import { writingIn } from '../model/chat-state.ts';
import { isComposing } from '../model/composing.ts';
import { lastOwn } from '../model/deeds.ts';
import type { Memory } from '../model/memory.ts';
import { shownIn } from '../model/on-screen.ts';
import { isInFence } from '../model/text/writing.ts';
import { FORMAT_BUTTON } from '../words/messages.ts';
import { COMPOSER_WORDS } from '../words/writing.ts';
import { CompletionList, optionId } from './completion-list.tsx';
import { ComposerEmoji } from './composer-emoji.tsx';
import { hintOf } from './composer-hint.tsx';
import { ComposingBar } from './composing-bar.tsx';
import { Icon } from './icon.tsx';
import { useIsAway } from './use-away.ts';
import { useCompletion } from './use-completion.ts';
import { useDialogs } from './use-dialogs.ts';
import { useStore } from './use-store.ts';
import { useWritingKeys } from './use-writing-keys.ts';

const TEXT_MAX = 4096;

export interface ComposerProps {
  chat: Chat;
  memory: Memory;
  /** The room's name, */
  name: string;
  /** what it is called, */
  label: string;
  /** and in a sentence. */
  called: string;
}

export function Composer({ chat, memory, name, label, called }: ComposerProps) {
  const [draft, setDraft] = useState(() => memory.draft(name));
  const writing = useStore(chat.store, (state) => writingIn(state, name));
  const { answering, editing } = writing;
  const text = editing?.text ?? draft;
  const away = useIsAway(chat);
  const kept = useStore(chat.store, (state) => state.kept === 'kept');
  const field = useRef<HTMLTextAreaElement>(null);
  const max = chat.client.limits?.textMax ?? TEXT_MAX;
  const left = max - text.length;
  const completion = useCompletion(field, { chat, name });
  const writingKeys = useWritingKeys(field);
  const [isCode, setIsCode] = useState(false);
  const [formats, setFormats] = useState(false);
  const dialogs = useDialogs(chat, formats, () => setFormats(false));
  // There is no Shift + Enter: Enter begins a new line, and the button sends.
  const isTouch = !matchMedia('(pointer: fine)').matches;

  // With the room, never after it: by then the person may be writing elsewhere. Not on a phone, whose keyboard would jump up.
  useLayoutEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);

  // Whoever chose to answer or to edit goes on here, with the next key.
  useLayoutEffect(() => {
    const box = field.current;
    if (box === null || (answering === undefined && editing === undefined)) return;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }, [answering, editing?.seq]);

  /** What is on the screen when it is asked for: with what comes meanwhile the field is not drawn. */
  const shown = () => shownIn(chat.store.get(), name)?.view ?? EMPTY_VIEW;

  const write = (now: string) => {
    if (now !== '') chat.typing();
    if (editing !== undefined)
      return chat.write({ ...writing, editing: { ...editing, text: now } });
    setDraft(now);
    memory.saveDraft(name, now);
  };

  /** Leaves the edit, or else drops the answer. */
  const drop = () => {
    const { editing: left, ...rest } = writing;
    chat.write(left === undefined ? {} : rest);
    field.current?.focus();
  };

  useLayoutEffect(() => {
    const box = field.current;
    if (box === null || CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);

  const send = () => {
    if (text.trim() === '' || left < 0) return;
    if (editing !== undefined) {
      const before = shown().messages.find(({ seq }) => seq === editing.seq)?.text;
      if (text === before || chat.commands.edit(editing.seq, text)) drop();
      return;
    }
    if (!chat.commands.send(text, answering)) return;
    if (answering !== undefined) chat.write({});
    write('');
    setIsCode(false);
    completion.close();
    field.current?.focus();
  };

  /** The text or the caret is another. */
  const look = (event: Event) => {
    const box = field.current;
    if (box !== null) setIsCode(isInFence(box.value, box.selectionStart));
    completion.look(event);
  };

  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }) => {
    // While an input method composes a character, its keys belong to it.
    if (isComposing(event)) return;
    if (writingKeys.onKey(event)) return event.preventDefault();
    if (event.shiftKey || event.altKey) return;
    if (completion.onKey(event)) {
      event.preventDefault();
      return event.stopPropagation();
    }
    const { value, selectionStart } = event.currentTarget;
    const isLine = event.key === 'Enter' && !event.ctrlKey && !event.metaKey;
    if (isLine && (isTouch || isInFence(value, selectionStart))) return;
    const own = event.key === 'ArrowUp' && text === '' ? lastOwn(shown(), chat.user) : undefined;
    if (event.key === 'Enter') send();
    else if (event.key === 'Escape' && (editing ?? answering) !== undefined) drop();
    else if (own !== undefined && editing === undefined) chat.edit(own.seq);
    else return;
    event.preventDefault();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {(editing ?? answering) !== undefined && (
        <ComposingBar chat={chat} name={name} writing={writing} onDrop={drop} />
      )}
      <div class="writing">
        <CompletionList completion={completion} />
        {formats && dialogs && <dialogs.FormatBar onFormat={writingKeys.format} />}
        <div class="field">
          <textarea
            ref={field}
            rows={1}
            value={text}
            placeholder={placeholderOf(called)}
            aria-label={COMPOSER_WORDS[editing === undefined ? 'to' : 'editing'](label)}
            aria-describedby="composer-hint"
            aria-autocomplete="list"
            aria-controls={completion.suggestions.length > 0 ? completion.id : undefined}
            aria-activedescendant={
              completion.suggestions.length > 0
                ? optionId(completion.id, completion.active)
                : undefined
            }
            enterkeyhint={isCode || isTouch ? 'enter' : 'send'}
            autocomplete="off"
            dir="auto"
            onInput={(event) => {
              write(event.currentTarget.value);
              writingKeys.writesOn();
              look(event);
            }}
            onSelect={look}
            onKeyUp={look}
            onClick={look}
            onBlur={completion.close}
            onPaste={writingKeys.onPaste}
            onKeyDown={onKeyDown}
          />
          <button
            type="button"
            class="icon-button to-format"
            aria-label={FORMAT_BUTTON}
            title={FORMAT_BUTTON}
            aria-expanded={formats}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => setFormats(!formats)}
          >
            <Icon name="format" />
          </button>
          <ComposerEmoji chat={chat} field={field} />
          <button
            type="submit"
            class="send"
            aria-label={editing === undefined ? COMPOSER_WORDS.send : COMPOSER_WORDS.save}
            title={editing === undefined ? COMPOSER_WORDS.sendHint : COMPOSER_WORDS.saveHint}
            disabled={text.trim() === '' || left < 0}
          >
            <Icon name={editing === undefined ? 'send' : 'tick'} />
          </button>
        </div>
      </div>
      <p id="composer-hint" class="hint">
        {hintOf({
          ...{ away, kept, left, text, isCode, did: writingKeys.did },
          isEdit: editing !== undefined,
        })}
      </p>
    </form>
  );
}

/** What is cut is in the heading, too. */
const CALLED_MAX = 36;
const placeholderOf = (called: string): string =>
  COMPOSER_WORDS.placeholder(
    called.length > CALLED_MAX ? `${called.slice(0, CALLED_MAX).trimEnd()}…` : called,
  );
