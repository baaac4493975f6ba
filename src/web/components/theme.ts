// Light or dark: what the person chose, or what their device has. What was chosen last stands where it can be read before the first
// picture, so that nothing flashes. Invariant: the page always says which of both it is (tokens.css).
import { THEMES, type Theme } from '../model/themes.ts';

const KEY = 'chatk8s:theme';
const DARK = '(prefers-color-scheme: dark)';

let chosen: Theme = 'system';

/** To be called before anything is drawn. */
export function beginTheme(): void {
  matchMedia(DARK).addEventListener('change', draw);
  showTheme(THEMES.find((one) => one === kept()) ?? 'system');
}

/** What the device has is kept nowhere. */
export function showTheme(theme: Theme): void {
  chosen = theme;
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing begins with what the device has.
  }
  draw();
}

function draw(): void {
  const isDark = chosen === 'dark' || (chosen === 'system' && matchMedia(DARK).matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // The same.
    return null;
  }
}
