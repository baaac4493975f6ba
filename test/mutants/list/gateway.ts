import type { Mutant } from '../mutant.ts';

export const GATEWAY: readonly Mutant[] = [
  {
    id: 'G51',
    bug: 'any role opens a private room',
    file: 'src/gateway/edge/identity.ts',
    find: 'roles.includes(MODERATOR)',
    replace: 'roles.length > 0',
    tests: ['test/unit/gateway/access.test.ts'],
  },
];
