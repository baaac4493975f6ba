// The end of a run: what people wrote down beside the log and the rows. Pure: the same evidence, the same findings.
import { byRoom, entriesById } from './entries.ts';
import type { Evidence, Finding, FindingKind } from './evidence.ts';
import { judgeEnd } from './judge-end.ts';
import { judgeLog } from './judge-log.ts';
import { judgeReaders } from './judge-readers.ts';
import { judgeRows } from './judge-rows.ts';

/** Notes one case of a kind. */
export type Find = (kind: FindingKind, what: string) => void;

export function judge(evidence: Evidence): Finding[] {
  const found = new Map<FindingKind, string[]>();
  const find: Find = (kind, what) => {
    const cases = found.get(kind);
    if (cases === undefined) found.set(kind, [what]);
    else cases.push(what);
  };
  const log = {
    bySeq: new Map(evidence.log.map((entry) => [entry.seq, entry])),
    byId: entriesById(evidence.log),
    byRoom: byRoom(evidence.log),
  };
  judgeLog(evidence, log, find);
  judgeRows(evidence, log, find);
  judgeReaders(evidence, log, find);
  judgeEnd(evidence, find);
  return [...found].map(([kind, cases]) => ({ kind, cases }));
}
