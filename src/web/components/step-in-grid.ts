// Arrows through buttons that stand in lines, as they stand on the screen.

/** Whether the key led to another one. */
export function stepInGrid(event: KeyboardEvent, grid: HTMLElement | null): boolean {
  const now = document.activeElement;
  if (grid === null || !(now instanceof HTMLElement)) return false;
  const next = nextOf([...grid.querySelectorAll<HTMLElement>('button')], now, event.key);
  next?.focus();
  return next !== undefined;
}

function nextOf(entries: readonly HTMLElement[], now: HTMLElement, key: string) {
  const index = entries.indexOf(now);
  if (key === 'Home') return entries[0];
  if (key === 'End') return entries.at(-1);
  if (key === 'ArrowRight') return entries[index + 1];
  if (key === 'ArrowLeft') return entries[Math.max(0, index - 1)];
  const way = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (way === 0) return undefined;
  const { offsetLeft: x, offsetTop: y } = now;
  // The nearest line in that direction, and in it the nearest to where one is.
  const cost = (entry: HTMLElement) =>
    Math.abs(entry.offsetTop - y) * 1_000 + Math.abs(entry.offsetLeft - x);
  return entries
    .filter((entry) => (entry.offsetTop - y) * way > 0)
    .toSorted((a, b) => cost(a) - cost(b))[0];
}
