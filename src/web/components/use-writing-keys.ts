// The keys and the paste of the field where one writes: marks around the selection, code that becomes a block. Each can be undone.
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import {
  fenced,
  formatted,
  isCode,
  isInCode,
  type Lines,
  type Mark,
} from '../model/text/writing.ts';
import { HINT_WORDS } from '../words/writing.ts';
import { insertInto, replaceIn } from './replace-in.ts';

/** With Ctrl, or Command on a Mac; those of capital letters with Shift. */
const KEYS: Readonly<Record<string, Mark>> = { b: 'bold', i: 'italic', X: 'strike', e: 'code' };

export interface WritingKeys {
  /** Whether the key was one for a mark. */
  onKey: (event: KeyboardEvent) => boolean;
  /** Does it to what is selected. */
  format: (how: Mark | Lines) => void;
  onPaste: (event: ClipboardEvent) => void;
  /** What was done for the person, until they write on. */
  did: string;
  writesOn: () => void;
}

export function useWritingKeys(field: RefObject<HTMLTextAreaElement | null>): WritingKeys {
  const [did, setDid] = useState('');
  /** Whoever pastes with Shift wants the text and nothing else. */
  const isPlain = useRef(false);
  const isOurs = useRef(false);

  const format = (how: Mark | Lines) => {
    const box = field.current;
    if (box === null) return;
    const { value, selectionStart, selectionEnd } = box;
    replaceIn(box, formatted(value, [selectionStart, selectionEnd], how));
  };

  const onKey = (event: KeyboardEvent): boolean => {
    isPlain.current = event.shiftKey;
    if (event.altKey || event.ctrlKey === event.metaKey) return false;
    const mark = KEYS[event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()];
    if (mark === undefined) return false;
    format(mark);
    return true;
  };

  const onPaste = (event: ClipboardEvent) => {
    const [box, data] = [field.current, event.clipboardData];
    if (box === null || data === null || isPlain.current) return;
    const text = data.getData('text/plain').replaceAll('\r\n', '\n');
    const [html, types] = [data.getData('text/html'), data.types];
    if (!isCode({ text, html, types }) || isInCode(box.value, box.selectionStart)) return;
    event.preventDefault();
    isOurs.current = true;
    const from = box.selectionStart;
    // In two steps: one undo leaves what was pasted as it was.
    insertInto(box, text);
    replaceIn(box, fenced(box.value, from, text));
    isOurs.current = false;
    setDid(HINT_WORDS.pasted);
  };

  const writesOn = () => {
    if (!isOurs.current && did !== '') setDid('');
  };
  return { onKey, format, onPaste, did, writesOn };
}
