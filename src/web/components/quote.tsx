// What a message answers, as it is now; a press leads there. What is further up than was loaded is loaded then.
import { useState } from 'preact/hooks';
import { deletedWords, snippetOf } from '../model/message-words.ts';
import type { MessageRow } from '../model/rows.ts';
import { Icon } from './icon.tsx';
import type { MessageDeeds } from './message-deeds.ts';
import { useMarks } from './use-marks.ts';

export function Quote({ row, deeds }: { row: MessageRow; deeds: MessageDeeds }) {
  const [looking, setLooking] = useState(false);
  useMarks();
  const { quoted, replyTo } = row;
  if (quoted === undefined || replyTo === undefined) return null;
  if (quoted === 'gone') return <p class="quote">An answer to a message that is gone</p>;
  const jump = () => {
    setLooking(true);
    void deeds.jump(replyTo).finally(() => setLooking(false));
  };
  return (
    <button type="button" class="quote" tabIndex={-1} disabled={looking} onClick={jump}>
      <Icon name="reply" size={14} />
      <span class="visually-hidden">In answer to </span>
      {quoted === 'older' ? (
        <span class="line">
          an older message <span class="show">{looking ? 'Looking…' : 'Show it'}</span>
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
