// Arrows, Home and End go from one button of a menu to the next, around the end.

export function stepThrough(event: KeyboardEvent & { currentTarget: HTMLElement }): boolean {
  const { key, currentTarget } = event;
  const entries = [...currentTarget.querySelectorAll<HTMLElement>('button')];
  const now = entries.indexOf(document.activeElement as HTMLElement);
  const to: Record<string, number> = {
    ArrowDown: now + 1,
    ArrowRight: now + 1,
    ArrowUp: now - 1,
    ArrowLeft: now - 1,
    Home: 0,
    End: entries.length - 1,
  };
  const next = to[key];
  if (next === undefined) return false;
  entries[(next + entries.length) % entries.length]?.focus();
  event.preventDefault();
  return true;
}
