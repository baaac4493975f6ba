// Whether anybody chatted in this browser before: then something of rooms may be kept, and only the store says what. It is asked for
// before the store can be.
const KEY = 'chatk8s:was-here';

export function wasHere(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    // Nobody can say.
    return true;
  }
}

export function beHere(): void {
  try {
    localStorage.setItem(KEY, '');
  } catch {
    // The same.
  }
}
