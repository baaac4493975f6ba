// Changes a field's text as if the person had typed it, so that undo takes it back.
import type { Edit } from '../model/text/writing.ts';

export function replaceIn(field: HTMLTextAreaElement, { from, to, text, select }: Edit): void {
  field.focus();
  field.setSelectionRange(from, to);
  // No other call keeps a field's undo; a browser without it gets the text all the same.
  const isDone = document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
  if (!isDone) {
    field.setRangeText(text, from, to, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  field.setSelectionRange(...select);
}

/** Puts it in place of what is selected. */
export function insertInto(field: HTMLTextAreaElement, text: string): void {
  const { selectionStart: from, selectionEnd: to } = field;
  replaceIn(field, { from, to, text, select: [from + text.length, from + text.length] });
}
