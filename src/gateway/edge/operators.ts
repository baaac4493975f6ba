// Who is an operator by now: the log's last word about somebody, else the gateway's setting and their token. All of them are
// known here, read once at the start and kept fresh by the reader, so that nobody waits for it who comes in or is refused.
import { setTimeout as sleep } from 'node:timers/promises';
import { facts } from '../../chat/features.ts';
import { isModerator, MODERATOR } from '../../chat/kernel/command.ts';
import type { Entry } from '../../chat/kernel/fact.ts';
import { ALL_OPERATORS } from '../../chat/kernel/subjects.ts';
import { type OperatorData, saysOperator } from '../../chat/operator/operator.ts';
import type { ReadNextEntry } from '../log/read-entry.ts';
import type { Identity } from './identity.ts';

export class Operators {
  readonly #set: ReadonlySet<string>;
  readonly #said = new Map<string, { seq: number; isOperator: boolean }>();

  /** @param set ids of users who are operators where the log does not speak of them */
  constructor(set: Iterable<string>) {
    this.#set = new Set(set);
  }

  /** What a fact says of somebody's rights; undefined where it says nothing of them. */
  saw({ seq, fact }: Entry): OperatorData | undefined {
    const { type, data } = fact;
    if (type !== 'OperatorGranted' && type !== 'OperatorRevoked') return undefined;
    if (!saysOperator(data)) return undefined;
    const { user, isOperator } = data;
    if (seq > (this.#said.get(user.id)?.seq ?? 0)) this.#said.set(user.id, { seq, isOperator });
    return data;
  }

  /** With the rights that somebody has by now. Of what it gave before the same. */
  of<I extends Identity>(identity: I): I {
    const { user, roles } = identity;
    const has = isModerator(identity);
    const is = this.#said.get(user.id)?.isOperator ?? (has || this.#set.has(user.id));
    if (is === has) return identity;
    const others = roles.filter((role) => role !== MODERATOR);
    return { ...identity, roles: is ? [...others, MODERATOR] : others };
  }
}

const WAIT_MS = 500;

/** Reads what the log says of all of them; resolves when it has, however long that takes. `proven` rejects where nobody can say. */
export async function readOperators(
  operators: Operators,
  readNext: ReadNextEntry,
  proven: () => Promise<unknown>,
  onFault: (error: unknown) => void,
): Promise<void> {
  for (let from = 1; ; ) {
    try {
      const raw = await readNext(ALL_OPERATORS, from);
      if (raw === undefined) {
        // A server that was cut off lacks what is newest: its "none" says nothing.
        await proven();
        return;
      }
      const reading = facts.read(raw);
      if (reading.is === 'known') operators.saw(reading.entry);
      from = raw.seq + 1;
    } catch (error) {
      onFault(error);
      await sleep(WAIT_MS);
    }
  }
}
