// A long press of a finger on a message opens its menu; on a reaction it says who reacted, as for a mouse that points at it.
// Invariant: who moves the finger scrolls, and lifting it after a long press presses nothing.

/** A press this long is one for the menu, milliseconds; shorter than a browser's own. */
const LONG_PRESS_MS = 450;
/** A finger that moved further than this scrolls, pixels. */
const FINGER_SLACK = 10;

/** Returns what ends it. */
export function onLongPress(box: HTMLElement, open: (message: HTMLElement) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  const stop = () => clearTimeout(timer);
  const down = (event: PointerEvent) => {
    stop();
    const message = messageOf(event.target);
    if (event.pointerType !== 'touch' || message === undefined) return;
    from = { x: event.clientX, y: event.clientY };
    const reaction = reactionOf(event.target);
    timer = setTimeout(() => {
      swallowPress();
      if (reaction) reaction.focus();
      else open(message);
    }, LONG_PRESS_MS);
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

/** Lifting the finger presses nothing of what lies there by then: not what was held, nor what dims the page below a menu. */
function swallowPress(): void {
  const off = () => {
    for (const type of PRESS) removeEventListener(type, swallow, true);
    removeEventListener('pointerdown', off, true);
  };
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'click') off();
  };
  for (const type of PRESS) addEventListener(type, swallow, true);
  addEventListener('pointerdown', off, true);
}
/** What a browser makes of a touch that is over: the first one takes the focus. */
const PRESS = ['mousedown', 'click'] as const;

function reactionOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.chip:not(.add)') : null;
}

export function messageOf(target: EventTarget | null): HTMLElement | undefined {
  return (target instanceof Element && target.closest<HTMLElement>('.message')) || undefined;
}
