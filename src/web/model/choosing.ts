// What the person chooses, kept by this browser and the same in all its tabs. Invariant: what another tab chose is what this one
// shows, and the next choice here changes only what it is about.
import { type Choices, choiceOf, parseChoices, type RoomChoice, withRoom } from './choices.ts';
import type { Backing, Keeping } from './keeping.ts';
import { createStore, type Store } from './store.ts';

export interface Choosing {
  readonly store: Store<Choices>;
  set(change: Partial<Omit<Choices, 'rooms'>>): void;
  room(name: string, change: { [Key in keyof RoomChoice]?: RoomChoice[Key] | undefined }): void;
  /** Whoever is gone for good. */
  forget(): void;
}

export function openChoosing(
  keeping: Keeping,
  backing: Pick<Backing, 'getItem' | 'follow'>,
  key: string,
): Choosing {
  const store = createStore(parseChoices(keeping.getItem(key)));
  const take = (next: Choices) => {
    if (next === store.get()) return;
    store.update(() => next);
    keeping.setItem(key, JSON.stringify(next));
  };
  backing.follow?.((changed) => {
    // Not by way of what is still being kept here: what the other tab wrote is newer.
    if (changed === key) store.update(() => parseChoices(backing.getItem(key)));
  });
  return {
    store,
    set: (change) => take({ ...store.get(), ...change }),
    room: (name, change) => {
      const before = choiceOf(store.get(), name);
      const isSame = Object.entries(change).every(
        ([field, value]) => before[field as keyof RoomChoice] === value,
      );
      if (!isSame) take(withRoom(store.get(), name, change));
    },
    forget: () => keeping.removeItem(key),
  };
}
