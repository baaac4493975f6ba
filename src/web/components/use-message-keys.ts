// The messages by keyboard and by touch. Up and down go from message to message, right and left through what stands in one,
// Enter or `m` opens its menu, and so does a long press. Invariant: of all messages one is a stop of the Tab key.
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A press this long is one for the menu, milliseconds; shorter than a browser's own. */
const LONG_PRESS_MS = 450;
/** A finger that moved further than this scrolls, pixels. */
const FINGER_SLACK = 10;

export interface MessageKeys {
  /** `key`: of the message's row. */
  onMenu: (key: string) => void;
  /** Back to where one writes. */
  onLeave: () => void;
}

export function useMessageKeys(
  list: RefObject<HTMLOListElement | null>,
  keys: MessageKeys,
  rows: unknown,
) {
  const latest = useRef(keys);
  latest.current = keys;
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
    const key = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const message = messageOf(event.target);
      if (message === undefined) return;
      const isOnMessage = event.target === message;
      const next = nextOf(box, message, event);
      if (next !== undefined) next.focus();
      else if (event.key === 'Escape')
        (isOnMessage ? latest.current.onLeave : () => message.focus())();
      else if (isOnMessage && /^(Enter|m|M|ContextMenu)$/.test(event.key)) open(message);
      else return;
      event.preventDefault();
    };
    const open = (message: HTMLElement) => latest.current.onMenu(message.dataset['key'] ?? '');
    const endPress = onLongPress(box, open);
    box.addEventListener('focusin', focus);
    box.addEventListener('keydown', key);
    return () => {
      endPress();
      box.removeEventListener('focusin', focus);
      box.removeEventListener('keydown', key);
    };
  }, []);
}

function nextOf(box: HTMLElement, message: HTMLElement, { key, target }: KeyboardEvent) {
  const parts = [message, ...message.querySelectorAll<HTMLElement>('button, a')];
  const part = parts.indexOf(target as HTMLElement);
  if (key === 'ArrowRight') return parts[part + 1] ?? message;
  if (key === 'ArrowLeft') return parts[part - 1] ?? parts.at(-1);
  if (target !== message) return undefined;
  const messages = messagesIn(box);
  const index = messages.indexOf(message);
  if (key === 'ArrowDown') return messages[index + 1] ?? message;
  if (key === 'ArrowUp') return messages[index - 1] ?? message;
  if (key === 'Home') return messages[0];
  if (key === 'End') return messages.at(-1);
  return undefined;
}

/** Returns what ends it. */
function onLongPress(box: HTMLElement, open: (message: HTMLElement) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  const stop = () => clearTimeout(timer);
  const down = (event: PointerEvent) => {
    stop();
    const message = messageOf(event.target);
    if (event.pointerType !== 'touch' || message === undefined) return;
    from = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => open(message), LONG_PRESS_MS);
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (Math.hypot(clientX - from.x, clientY - from.y) > FINGER_SLACK) stop();
  };
  // A phone's own menu would lie over ours.
  const menu = (event: MouseEvent) => {
    if (matchMedia('(pointer: coarse)').matches) event.preventDefault();
  };
  const ends = ['pointerup', 'pointercancel'] as const;
  box.addEventListener('pointerdown', down);
  box.addEventListener('pointermove', move);
  box.addEventListener('contextmenu', menu);
  for (const end of ends) box.addEventListener(end, stop);
  return () => {
    stop();
    box.removeEventListener('pointerdown', down);
    box.removeEventListener('pointermove', move);
    box.removeEventListener('contextmenu', menu);
    for (const end of ends) box.removeEventListener(end, stop);
  };
}

const messagesIn = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>('.message')];

function messageOf(target: EventTarget | null): HTMLElement | undefined {
  return (target instanceof Element && target.closest<HTMLElement>('.message')) || undefined;
}

/** The attribute is ours alone: a message that is drawn again does not touch it. */
function makeStop(box: HTMLElement, message: HTMLElement | undefined) {
  if (message === undefined) return;
  for (const other of box.querySelectorAll<HTMLElement>('.message[tabindex="0"]')) {
    other.tabIndex = -1;
  }
  message.tabIndex = 0;
}
