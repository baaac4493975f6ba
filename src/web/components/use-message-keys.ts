// The messages by keyboard and by touch. Up and down go from message to message, right and left through what stands in one,
// Enter or `m` opens its menu, and so does a long press (long-press.ts). Invariant: of all messages one is a stop of the Tab key.
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Row } from '../model/rows.ts';
import type { ListWindow } from './list-window.ts';
import { messageOf, onLongPress } from './long-press.ts';

export interface MessageKeys {
  /** `key`: of the message's row. */
  onMenu: (key: string) => void;
  /** Back to where one writes. */
  onLeave: () => void;
}

/** All there are: not each of them is drawn. */
export interface MessageRows {
  rows: readonly Row[];
  window: ListWindow;
}

export function useMessageKeys(
  list: RefObject<HTMLOListElement | null>,
  keys: MessageKeys,
  { rows, window }: MessageRows,
) {
  const latest = useRef({ ...keys, rows });
  latest.current = { ...keys, rows };
  useLayoutEffect(() => {
    const box = list.current;
    // The newest one, but for who is among them just now.
    if (box !== null && !box.contains(document.activeElement)) {
      makeStop(box, messagesIn(box).at(-1));
    }
  }, [rows]);

  useLayoutEffect(() => {
    const box = list.current;
    if (box === null) return;
    const focus = ({ target }: FocusEvent) => makeStop(box, messageOf(target));
    // Whoever comes back comes to the newest one.
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget instanceof Node && !box.contains(relatedTarget))
        makeStop(box, messagesIn(box).at(-1));
    };
    const key = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const message = messageOf(event.target);
      if (message === undefined) return;
      const isOnMessage = event.target === message;
      const part = partOf(message, event);
      const next = isOnMessage ? keyOfNext(latest.current.rows, message, event.key) : undefined;
      if (part !== undefined) part.focus();
      else if (next !== undefined) go(next);
      else if (event.key === 'Escape')
        (isOnMessage ? latest.current.onLeave : () => message.focus())();
      else if (isOnMessage && /^(Enter|m|M|ContextMenu)$/.test(event.key)) open(message);
      else return;
      event.preventDefault();
    };
    const go = (to: string) => {
      const drawn = messageAt(box, to);
      if (drawn === null)
        window.toRow(to, { onDrawn: (row) => row.focus({ preventScroll: true }) });
      else drawn.focus();
    };
    const open = (message: HTMLElement) => latest.current.onMenu(message.dataset['key'] ?? '');
    const endPress = onLongPress(box, open);
    box.addEventListener('focusin', focus);
    box.addEventListener('focusout', leave);
    box.addEventListener('keydown', key);
    return () => {
      endPress();
      box.removeEventListener('focusin', focus);
      box.removeEventListener('focusout', leave);
      box.removeEventListener('keydown', key);
    };
  }, []);
}

function partOf(message: HTMLElement, { key, target }: KeyboardEvent): HTMLElement | undefined {
  const parts = [message, ...message.querySelectorAll<HTMLElement>('button, a')];
  const part = parts.indexOf(target as HTMLElement);
  if (key === 'ArrowRight') return parts[part + 1] ?? message;
  if (key === 'ArrowLeft') return parts[part - 1] ?? parts.at(-1);
  return undefined;
}

/** Where a key leads from a message: another one's, or its own at either end. */
function keyOfNext(rows: readonly Row[], message: HTMLElement, key: string): string | undefined {
  const keys = rows.flatMap((row) => (row.kind === 'message' ? [row.key] : []));
  const own = message.dataset['key'] ?? '';
  const index = keys.indexOf(own);
  if (key === 'ArrowDown') return keys[index + 1] ?? own;
  if (key === 'ArrowUp') return keys[index - 1] ?? own;
  if (key === 'Home') return keys[0];
  if (key === 'End') return keys.at(-1);
  return undefined;
}

const messagesIn = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>('.message')];
const messageAt = (box: HTMLElement, key: string) =>
  box.querySelector<HTMLElement>(`.message[data-key="${CSS.escape(key)}"]`);

/** The attribute is ours alone: a message that is drawn again does not touch it. */
function makeStop(box: HTMLElement, message: HTMLElement | undefined) {
  if (message === undefined) return;
  for (const other of box.querySelectorAll<HTMLElement>('.message[tabindex="0"]')) {
    other.tabIndex = -1;
  }
  message.tabIndex = 0;
}
