// What may be meant by what stands before the caret, and the keys that choose among it. Invariant: while an input method composes, or
// after Escape, nothing is offered, and no key is taken.
import type { RefObject } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { loadEmoji, loadedEmoji } from '../model/emoji.ts';
import { shownIn } from '../model/on-screen.ts';
import { mayCallEveryone, peopleToName, roomsToName } from '../model/text/choices.ts';
import {
  emojiAt,
  type Suggestion,
  suggestionsFor,
  type Token,
  tokenAt,
} from '../model/text/completion.ts';
import { replaceIn } from './replace-in.ts';

/** So long after a key the server is asked who fits, milliseconds. */
const ASK_AFTER_MS = 200;

export interface Completion {
  /** Of the list, for the field that it belongs to. */
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  take: (index: number) => void;
  point: (index: number) => void;
  /** The text or the caret is another. */
  look: (event: Event) => void;
  close: () => void;
  /** Whether the key was one for the list. */
  onKey: (event: KeyboardEvent) => boolean;
}

export function useCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  { chat, name }: { chat: Chat; name: string },
): Completion {
  const id = useId();
  const [token, setToken] = useState<Token>();
  const [active, setActive] = useState(0);
  /** Where the token stood that the person did not want completed. */
  const [left, setLeft] = useState<number>();
  const [, setLoaded] = useState(loadedEmoji() !== undefined);

  const state = chat.store.get();
  const choices = () => ({
    people: peopleToName(shownIn(state, name), state.present.get(name)?.here ?? [], state.user.id),
    mayCallEveryone: mayCallEveryone(state),
    rooms: roomsToName(state),
    emoji: loadedEmoji(),
    tone: state.emojiTone,
  });
  const suggestions =
    token === undefined || token.from === left ? [] : suggestionsFor(token, choices());
  const at = Math.min(active, suggestions.length - 1);

  useEffect(() => {
    if (token?.kind !== 'emoji' || loadedEmoji() !== undefined) return;
    // Without them `:tada:` stays what it is.
    void loadEmoji().then(
      () => setLoaded(true),
      () => undefined,
    );
  }, [token?.kind]);
  const asked = token?.kind === 'person' && token.typed !== '' ? token.typed : undefined;
  useEffect(() => {
    if (asked === undefined) return;
    const timer = setTimeout(() => void chat.people.loadLike(name, asked), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [asked]);

  const close = () => {
    setToken(undefined);
    setLeft(undefined);
  };
  const look = (event: Event) => {
    const box = field.current;
    const isComposing = 'isComposing' in event && event.isComposing === true;
    if (box === null || isComposing) return close();
    const { value, selectionStart: caret, selectionEnd } = box;
    if (caret !== selectionEnd) return close();
    const closed = event.type === 'input' ? emojiAt(value, caret, choices()) : undefined;
    if (closed !== undefined) {
      const end = closed.from + closed.text.length;
      close();
      // After this event: the field has not told of it yet.
      return queueMicrotask(() => replaceIn(box, { ...closed, select: [end, end] }));
    }
    const next = tokenAt(value, caret);
    if (next?.from !== token?.from || next?.typed !== token?.typed) setActive(0);
    if (next?.from !== left) setLeft(undefined);
    setToken(next);
  };

  // An input method tells of its last change while it still composes, and then that it is done.
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    const box = field.current;
    const done = (event: Event) => latest.current(event);
    box?.addEventListener('compositionend', done);
    return () => box?.removeEventListener('compositionend', done);
  }, []);

  const take = (index: number) => {
    const [box, suggestion] = [field.current, suggestions[index]];
    if (box === null || suggestion === undefined || token === undefined) return;
    const to = token.from + 1 + token.typed.length + (isQuoted(box.value, token) ? 1 : 0);
    const behind = box.value[to];
    // A blank that is there already is enough.
    const text = behind === ' ' ? suggestion.insert.trimEnd() : suggestion.insert;
    const end = token.from + suggestion.insert.length;
    close();
    replaceIn(box, { from: token.from, to, text, select: [end, end] });
  };

  const onKey = ({ key }: KeyboardEvent): boolean => {
    const { length } = suggestions;
    if (length === 0) return false;
    if (key === 'ArrowDown') setActive((at + 1) % length);
    else if (key === 'ArrowUp') setActive((at + length - 1) % length);
    else if (key === 'Enter' || key === 'Tab') take(at);
    else if (key === 'Escape') setLeft(token?.from);
    else return false;
    return true;
  };

  return { id, suggestions, active: at, take, point: setActive, look, close, onKey };
}

const isQuoted = (text: string, { from }: Token): boolean => text[from + 1] === '"';
