import type { Mutant } from '../mutant.ts';

export const SHARED: readonly Mutant[] = [];
