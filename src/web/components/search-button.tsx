// Opens the search, and says with which keys it is opened, too.
import { SEARCH_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';

export interface SearchButtonProps {
  open: boolean;
  onToggle: () => void;
}

export const SEARCH_PANEL = 'search';

export function SearchButton({ open, onToggle }: SearchButtonProps) {
  return (
    <button
      type="button"
      class="quiet search-button"
      aria-label={SEARCH_WORDS.label}
      aria-keyshortcuts="Control+Shift+F Meta+Shift+F"
      aria-expanded={open}
      aria-controls={open ? SEARCH_PANEL : undefined}
      title={SEARCH_WORDS.keys}
      onClick={onToggle}
    >
      <Icon name="search" size={18} />
      <span class="wide">{SEARCH_WORDS.title}</span>
    </button>
  );
}
