// What stands below the field: what the keys do just now, and what the person should know before sending.

/** From here on the remaining characters are counted. */
const COUNT_FROM = 3500;

export interface Hint {
  live: boolean;
  kept: boolean;
  left: number;
  text: string;
  isEdit: boolean;
  isCode: boolean;
  /** What was done for the person. */
  did: string;
}

export function hintOf({ live, kept, left, text, isEdit, isCode, did }: Hint) {
  if (left < 0) return <strong class="over">{-left} characters too many</strong>;
  if (text.length >= COUNT_FROM) return `${left} characters left`;
  if (did !== '') return <span role="status">{did}</span>;
  if (!live && !kept)
    return 'You are offline: leave this page open, so that what you send goes out.';
  if (!live) return 'You are offline: what you send now is kept and sent when you are back.';
  if (isCode)
    return (
      <span class="keys">
        In code <kbd>Enter</kbd> begins a new line, <kbd>Ctrl</kbd> + <kbd>Enter</kbd>{' '}
        {isEdit ? 'saves' : 'sends'}
      </span>
    );
  if (isEdit)
    return (
      <span class="keys">
        <kbd>Enter</kbd> saves, <kbd>Escape</kbd> leaves the message as it is
      </span>
    );
  return (
    <span class="keys">
      <kbd>Enter</kbd> sends, <kbd>Shift</kbd> + <kbd>Enter</kbd> begins a new line
    </span>
  );
}
