// What stands below the field: what the keys do just now, and what the person should know before sending.
import { HINT_WORDS } from '../words/writing.ts';
import { Sentence } from './sentence.tsx';

/** From here on the remaining characters are counted. */
const COUNT_FROM = 3500;

export interface Hint {
  /** Nothing goes out just now. */
  away: boolean;
  kept: boolean;
  left: number;
  text: string;
  isEdit: boolean;
  isCode: boolean;
  /** What was done for the person. */
  did: string;
}

export function hintOf({ away, kept, left, text, isEdit, isCode, did }: Hint) {
  if (left < 0) return <strong class="over">{HINT_WORDS.tooMany(-left)}</strong>;
  if (text.length >= COUNT_FROM) return HINT_WORDS.left(left);
  if (did !== '') return <span role="status">{did}</span>;
  if (away) return kept ? HINT_WORDS.offline : HINT_WORDS.offlineNotKept;
  const words = isCode
    ? HINT_WORDS[isEdit ? 'codeOfEdit' : 'code']
    : HINT_WORDS[isEdit ? 'edit' : 'message'];
  return (
    <span class="keys">
      <Sentence words={words} parts={KEYS} />
    </span>
  );
}

const KEYS = {
  enter: <kbd>{HINT_WORDS.keys.enter}</kbd>,
  shift: <kbd>{HINT_WORDS.keys.shift}</kbd>,
  ctrl: <kbd>{HINT_WORDS.keys.ctrl}</kbd>,
  escape: <kbd>{HINT_WORDS.keys.escape}</kbd>,
};
