// The people of a room, in groups by what they are in it; the groups are named where there is more than one.
import { GROUPS, type PersonRow } from '../model/people.ts';
import { mutedWords } from '../model/people-words.ts';
import { GROUP_WORDS } from '../words/people.ts';
import { PEOPLE_WORDS } from '../words/places.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { KindMark } from './kind-mark.tsx';

export interface PeopleGroupsProps {
  rows: readonly PersonRow[];
  me: string;
  /** Leads to what can be done with somebody. */
  onOpen: (userId: string) => void;
}

export function PeopleGroups({ rows, me, onOpen }: PeopleGroupsProps) {
  const groups = GROUPS.map((group) => ({ group, of: rows.filter((row) => row.group === group) }));
  const shown = groups.filter(({ of }) => of.length > 0);
  return (
    <>
      {shown.map(({ group, of }) => (
        <section key={group} aria-label={GROUP_WORDS[group]}>
          {(shown.length > 1 || group !== 'visitor') && <h4>{GROUP_WORDS[group]}</h4>}
          <ul>
            {of.map((row) => (
              <li key={row.user.id}>
                <button
                  type="button"
                  aria-haspopup="dialog"
                  data-user={row.user.id}
                  onClick={() => onOpen(row.user.id)}
                >
                  <Person row={row} me={me} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Person({ row: { user, here, mutedUntil }, me }: { row: PersonRow; me: string }) {
  return (
    <>
      <span class="face" data-here={here}>
        <Avatar user={user} />
      </span>
      <span class="who" title={user.name} dir="auto">
        {user.name}
      </span>
      {here && <span class="visually-hidden"> {PEOPLE_WORDS.hereNow}</span>}
      {user.id === me && <span class="you">{PEOPLE_WORDS.you}</span>}
      {mutedUntil !== undefined && (
        <span class="muted" title={mutedWords(mutedUntil, Date.now())}>
          <Icon name="muted" size={14} />
          <span class="visually-hidden">, {mutedWords(mutedUntil, Date.now())}</span>
        </span>
      )}
      <KindMark user={user} />
    </>
  );
}
