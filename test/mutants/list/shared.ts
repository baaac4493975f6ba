import type { Mutant } from '../mutant.ts';

const LIFECYCLE = ['test/unit/shared/lifecycle.test.ts'];
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
    find: "log.error({ err: error, step: name }, 'a stop step failed');",
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
];
