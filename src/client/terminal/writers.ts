// Who is writing in the room that one looks at. Invariant: nobody writes for longer than they say so, and whoever said
// what they wrote does not write any more.
import { printable } from '../../shared/printable.ts';
import type { User } from '../../shared/wire/objects.ts';

/** A client says it again every two seconds while its person writes. */
const WRITES_MS = 5_000;

export class Writers {
  readonly #changed: (names: readonly string[]) => void;
  readonly #writing = new Map<string, { name: string; end: NodeJS.Timeout }>();

  constructor(changed: (names: readonly string[]) => void) {
    this.#changed = changed;
  }

  writes({ id, name }: User): void {
    clearTimeout(this.#writing.get(id)?.end);
    const end = setTimeout(() => this.stopped(id), WRITES_MS);
    this.#writing.set(id, { name, end });
    this.#tell();
  }

  stopped(id: string): void {
    const writer = this.#writing.get(id);
    if (writer === undefined) return;
    clearTimeout(writer.end);
    this.#writing.delete(id);
    this.#tell();
  }

  /** The room is another one, or nothing is heard of it. */
  clear(): void {
    for (const { end } of this.#writing.values()) clearTimeout(end);
    this.#writing.clear();
    this.#tell();
  }

  #tell(): void {
    this.#changed([...this.#writing.values()].map(({ name }) => name));
  }
}

/** `Ada is typing`, beside the room's name. */
export function writing(names: readonly string[]): string {
  const [one = '', two = ''] = names.map((name) => printable(name));
  if (names.length === 0) return '';
  if (names.length === 1) return `${one} is typing`;
  return names.length === 2 ? `${one} and ${two} are typing` : `${names.length} are typing`;
}
