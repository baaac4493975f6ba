// How many are in the open room now, in its header; a press leads to who they are (people.tsx, which is fetched behind the page).
import { PEOPLE_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';

export interface PeopleButtonProps {
  /** Undefined while nobody knows. */
  count: number | undefined;
  open: boolean;
  onToggle: () => void;
}

export const PANEL = 'people';

export function PeopleButton({ count, open, onToggle }: PeopleButtonProps) {
  const words = count === undefined ? PEOPLE_WORDS.label : PEOPLE_WORDS.here(count);
  return (
    <button
      type="button"
      class="quiet people-button"
      aria-expanded={open}
      aria-controls={open ? PANEL : undefined}
      title={words}
      onClick={onToggle}
    >
      <Icon name="people" size={18} />
      <span class="here-count" aria-hidden="true">
        {count?.toLocaleString()}
      </span>
      <span class="visually-hidden">{words}</span>
    </button>
  );
}
