// The keys and the paste of the field where one writes: marks around the selection, code that becomes a block. Each can be undone.
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { fenced, isCode, isInCode, type Mark, marking } from '../model/text/writing.ts';
import { HINT_WORDS } from '../words/writing.ts';
import { insertInto, replaceIn } from './replace-in.ts';

/** With Ctrl, or Command on a Mac; those of capital letters with Shift. */
const KEYS: Readonly<Record<string, Mark>> = { b: 'bold', i: 'italic', X: 'strike' };

export interface WritingKeys {
  /** Whether the key was one for a mark. */
  onKey: (event: KeyboardEvent) => boolean;
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

  const onKey = (event: KeyboardEvent): boolean => {
    const box = field.current;
    isPlain.current = event.shiftKey;
    if (box === null || event.altKey || event.ctrlKey === event.metaKey) return false;
    const mark = KEYS[event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()];
    if (mark === undefined) return false;
    const { value, selectionStart, selectionEnd } = box;
    replaceIn(box, marking(value, [selectionStart, selectionEnd], mark));
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
  return { onKey, onPaste, did, writesOn };
}
