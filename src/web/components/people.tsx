// Who is in the open room: a count in its header, and beside the messages a list. On a narrow screen the list lies over them.
import { useMemo } from 'preact/hooks';
import type { Present } from '../../client/api.ts';
import { byName } from '../model/around.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';

export interface PeopleButtonProps {
  count: number;
  open: boolean;
  onToggle: () => void;
}

export const PANEL = 'people';

export function PeopleButton({ count, open, onToggle }: PeopleButtonProps) {
  const words = hereWords(count);
  return (
    <button
      type="button"
      class="quiet people-button"
      aria-expanded={open}
      aria-controls={open ? PANEL : undefined}
      aria-label={words}
      title={words}
      onClick={onToggle}
    >
      <Icon name="people" size={18} />
      <span aria-hidden="true">{count.toLocaleString()}</span>
    </button>
  );
}

export interface PeopleProps {
  /** Undefined while nobody knows. */
  present: Present | undefined;
  me: string;
  onClose: () => void;
}

export function People({ present, me, onClose }: PeopleProps) {
  const here = present?.here;
  const people = useMemo(() => here && byName(here), [here]);
  return (
    <aside
      id={PANEL}
      class="people"
      aria-label="People in this room"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header>
        <h3>{present === undefined ? 'People' : hereWords(present.count)}</h3>
        <button
          type="button"
          class="icon-button"
          aria-label="Close the list of people"
          onClick={onClose}
        >
          <Icon name="close" size={18} />
        </button>
      </header>
      {people === undefined ? (
        <p class="many">
          {present === undefined
            ? 'Who is here is known once you are connected.'
            : 'Too many to be listed by name.'}
        </p>
      ) : (
        <ul>
          {people.map((user) => (
            <li key={user.id}>
              <Avatar user={user} />
              <span class="who" title={user.name} dir="auto">
                {user.name}
              </span>
              {user.id === me && <span class="you">you</span>}
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}

const hereWords = (count: number): string =>
  count === 1 ? 'One person here' : `${count.toLocaleString()} people here`;
