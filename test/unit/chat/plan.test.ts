import assert from 'node:assert/strict';
import { PLAN } from '../../../src/chat/features.ts';
import { definePlan } from '../../../src/chat/kernel/plan.ts';
import { MESSAGE } from '../../../src/chat/message/rows.ts';
import { ROOM } from '../../../src/chat/room/rows.ts';

describe('what goes into which tables', () => {
  for (const [whose, missing] of [
    ['a fact of its own type', MESSAGE],
    ['any fact', ROOM],
  ] as const) {
    it(`is no plan where the table of ${whose} is not among those that are written`, () => {
      const tables = PLAN.tables.filter((table) => table !== missing);
      assert.throws(() => definePlan({ ...PLAN, tables }), new RegExp(`table ${missing.name} is`));
    });
  }
});
