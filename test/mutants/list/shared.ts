import type { Mutant } from '../mutant.ts';

const LIFECYCLE = ['test/unit/shared/lifecycle.test.ts'];
const CUT_OFF = ['test/unit/shared/cut-off.test.ts'];
const NATS_LINK = ['test/integration/nats-link.test.ts'];

export const SHARED: readonly Mutant[] = [
  {
    id: 'S05',
    bug: 'a stop step that hangs is waited for until the program is killed',
    file: 'src/shared/lifecycle.ts',
    find: 'await Promise.race([run(), timeout.promise]);',
    replace: 'await run();',
    tests: LIFECYCLE,
    grep: 'a step that hangs',
  },
  {
    id: 'S10',
    bug: 'a connection is closed before what was published last has left',
    file: 'src/shared/nats.ts',
    find: 'await (lostAt === undefined ? nc.drain() : nc.close());',
    replace: 'await nc.close();',
    tests: NATS_LINK,
    grep: 'closes after',
  },
  {
    id: 'S60',
    bug: 'a stop step that fails ends the rest: what comes after it is never closed',
    file: 'src/shared/lifecycle.ts',
    find: "logger.error({ err: error, step: name }, 'a stop step failed');",
    replace: 'throw error;',
    tests: LIFECYCLE,
  },
  {
    id: 'S61',
    bug: 'a reader whose server went silent waits for ever',
    file: 'src/shared/pull.ts',
    find: "  'heartbeats_missed',\n",
    replace: '',
    tests: NATS_LINK,
    grep: 'heartbeats stay away',
  },
  {
    id: 'S62',
    bug: 'an id is appended without a look at the rows, though the log may have forgotten it',
    file: 'src/shared/once.ts',
    find: 'export const FRESH_MS = DUPLICATE_WINDOW_MS / 3;',
    replace: 'export const FRESH_MS = DUPLICATE_WINDOW_MS;',
    tests: ['test/unit/shared/once.test.ts'],
  },
  {
    id: 'S63',
    bug: 'a program stays at a NATS server that is cut off from the others',
    file: 'src/shared/cut-off.ts',
    find: 'movedAt = nowMs;\n      move();',
    replace: 'movedAt = nowMs;',
    tests: CUT_OFF,
  },
  {
    id: 'S64',
    bug: 'a program leaves each NATS server before it had time to answer',
    file: 'src/shared/cut-off.ts',
    find: 'if (nowMs - movedAt < MOVE_MS) return;',
    replace: '',
    tests: CUT_OFF,
  },
  {
    id: 'S65',
    bug: 'a log that answers again is taken for silent from the first moment on that it does not',
    file: 'src/shared/cut-off.ts',
    find: 'answeredAt = now();\n      trouble = undefined;',
    replace: 'trouble = undefined;',
    tests: CUT_OFF,
  },
  {
    id: 'S66',
    bug: 'a line for everything that anybody causes: a flood fills the disk of the logs',
    file: 'src/shared/seldom.ts',
    find: 'if (nowMs - saidAt < everyMs) return;',
    replace: '',
    tests: ['test/unit/shared/seldom.test.ts'],
  },
  {
    id: 'S67',
    bug: 'a program closes its connections before those who use them have finished',
    file: 'src/shared/lifecycle.ts',
    find: 'steps.toReversed()',
    replace: 'steps',
    tests: LIFECYCLE,
    grep: 'the last step first',
  },
];
