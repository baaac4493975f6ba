// What a message answers, as it is now; a press leads there. What is further up than was loaded is loaded then.
import { useState } from 'preact/hooks';
import { deletedWords, snippetOf } from '../model/message-words.ts';
import type { MessageRow } from '../model/rows.ts';
import { QUOTE_WORDS } from '../words/messages.ts';
import { Icon } from './icon.tsx';
import type { MessageDeeds } from './message-deeds.ts';
import { useMarks } from './use-marks.ts';

export function Quote({ row, deeds }: { row: MessageRow; deeds: MessageDeeds }) {
  const [looking, setLooking] = useState(false);
  useMarks();
  const { quoted, replyTo } = row;
  if (quoted === undefined || replyTo === undefined) return null;
  if (quoted === 'gone') return <p class="quote">{QUOTE_WORDS.gone}</p>;
  const jump = () => {
    setLooking(true);
    void deeds.jump(replyTo).finally(() => setLooking(false));
  };
  return (
    <button type="button" class="quote" tabIndex={-1} disabled={looking} onClick={jump}>
      <Icon name="reply" size={14} />
      <span class="visually-hidden">{QUOTE_WORDS.answers}</span>
      {quoted === 'older' ? (
        <span class="line">
          {QUOTE_WORDS.older}{' '}
          <span class="show">{looking ? QUOTE_WORDS.looking : QUOTE_WORDS.show}</span>
        </span>
      ) : (
        <span class="line" dir="auto">
          <strong>{quoted.user.name}</strong>{' '}
          {quoted.deleted === undefined ? (
            snippetOf(quoted.text)
          ) : (
            <em>{deletedWords(quoted, deeds.me)}</em>
          )}
        </span>
      )}
    </button>
  );
}
