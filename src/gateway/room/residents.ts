// Who is connected to this gateway, by user: whom something concerns that happens to a person, on whichever connection.
import type { User } from '../../shared/wire/objects.ts';

/** One connection, as far as others have to do with it. */
export interface Resident {
  readonly user: User;
  /** Looks again whether it may stay in a room. */
  judge: (room: string, what: Cause) => void;
  invited: (room: string, by: User) => void;
  /** Something that only owners of a room are told; it decides itself whether it is one. */
  owners: (room: string, frame: Buffer) => void;
  /** Its user's rights are others now. */
  rights: (by: User) => void;
  /** Its user's token opens nothing any more. */
  revoked: () => void;
}

/** What happened, and who did it. */
export interface Cause {
  by: User;
  /** Whoever it is about has to go, whatever they may do there later. */
  isRemoval: boolean;
}

export class Residents {
  readonly #byId = new Map<string, Set<Resident>>();

  /** Gives the way out. */
  add(resident: Resident): () => void {
    const { id } = resident.user;
    const own = this.#byId.get(id) ?? new Set();
    this.#byId.set(id, own);
    own.add(resident);
    return () => {
      own.delete(resident);
      if (own.size === 0 && this.#byId.get(id) === own) this.#byId.delete(id);
    };
  }

  of(userId: string): Resident[] {
    return [...(this.#byId.get(userId) ?? [])];
  }

  nameOf(userId: string): string | undefined {
    for (const { user } of this.#byId.get(userId) ?? []) return user.name;
    return undefined;
  }

  everybody(): Resident[] {
    return [...this.#byId.values()].flatMap((own) => [...own]);
  }
}
