import type { Mutant } from '../mutant.ts';

export const PERSISTER: readonly Mutant[] = [];
