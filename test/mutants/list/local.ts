import type { Mutant } from '../mutant.ts';

const RESTARTS = ['test/unit/local/restarts.test.ts'];

export const LOCAL: readonly Mutant[] = [
  {
    id: 'L01',
    bug: 'a program that died long ago waits for its next start as if it died all the time',
    file: 'src/local/supervisor.ts',
    find: 'if (now() - startedAt > HEALTHY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;',
    replace: '',
    tests: RESTARTS,
  },
  {
    id: 'L02',
    bug: 'a program that keeps dying waits longer and longer, in the end for hours',
    file: 'src/local/supervisor.ts',
    find: 'Math.min(pauseMs * 2, LONGEST_PAUSE_MS)',
    replace: 'pauseMs * 2',
    tests: RESTARTS,
  },
  {
    id: 'L03',
    bug: 'a program that was about to start again does so after everything was stopped',
    file: 'src/local/supervisor.ts',
    find: 'clearTimeout(timer);\n    await child[how]();',
    replace: 'await child[how]();',
    tests: RESTARTS,
  },
];
