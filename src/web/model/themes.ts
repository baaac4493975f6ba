// The looks of which a person chooses one; the page's first lines know them already (components/theme.ts).

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
