// What of a message is on its way, or failed: in words, with what the person can do about it.
import type { Change } from '../model/changes.ts';
import { failedWords, savingWords } from '../model/message-words.ts';
import type { MessageRow } from '../model/rows.ts';
import { TROUBLE_WORDS } from '../words/messages.ts';
import type { MessageDeeds } from './message-deeds.ts';

/** Whether there is anything to say. */
export const isOnItsWay = ({ ticks, reason, changes }: MessageRow): boolean =>
  changes.length > 0 || ticks === 'failed' || reason !== undefined;

export function OnItsWay({ row, deeds }: { row: MessageRow; deeds: MessageDeeds }) {
  const { ticks, reason, changes } = row;
  return (
    <>
      {ticks === 'failed' && (
        <Trouble id={row.id} words={TROUBLE_WORDS.notSent(reason ?? '')} deeds={deeds} />
      )}
      {ticks === 'waiting' && reason !== undefined && <p class="trouble calm">{reason}</p>}
      {changes.map((change) => (
        <ChangeOnItsWay key={change.command.id} change={change} deeds={deeds} />
      ))}
    </>
  );
}

function ChangeOnItsWay({ change, deeds }: { change: Change; deeds: MessageDeeds }) {
  const { command, status, reason = '' } = change;
  if (status === 'failed') {
    const what = failedWords(change);
    const words =
      command.type === 'edit'
        ? TROUBLE_WORDS.failedEdit(what, command.text, reason)
        : TROUBLE_WORDS.failed(what, reason);
    return <Trouble id={command.id} words={words} deeds={deeds} />;
  }
  const words = status === 'waiting' ? savingWords(change) : '';
  return words === '' ? null : (
    <p class="trouble calm">
      {words} {reason}
    </p>
  );
}

interface TroubleProps {
  id: string;
  words: string;
  deeds: MessageDeeds;
}

function Trouble({ id, words, deeds }: TroubleProps) {
  return (
    <p class="trouble">
      {words}{' '}
      <button type="button" class="link" onClick={() => deeds.retry(id)}>
        {TROUBLE_WORDS.again}
      </button>{' '}
      <button type="button" class="link" onClick={() => deeds.dismiss(id)}>
        {TROUBLE_WORDS.discard}
      </button>
    </p>
  );
}
