// One message. Rendered again only when its row is another one: a long room stays quick.
import { memo } from 'preact/compat';
import { type MessageRow, sameRow, type Ticks } from '../model/rows.ts';
import { momentOf, timeOf } from '../model/time.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { LinkedText } from './linked-text.tsx';

export interface MessageProps {
  row: MessageRow;
  mine: boolean;
  onDismiss: (id: string) => void;
}

const TICKS: Record<Ticks, { icon: 'clock' | 'tick' | 'ticks' | 'alert'; says: string }> = {
  waiting: { icon: 'clock', says: 'Waiting to be sent' },
  stored: { icon: 'tick', says: 'Stored' },
  persisted: { icon: 'ticks', says: 'Stored, and in the database' },
  failed: { icon: 'alert', says: 'Not sent' },
};

export const Message = memo(MessageItem, (before, after) => sameRow(before.row, after.row));

function MessageItem({ row, mine, onDismiss }: MessageProps) {
  const { user, at, text, head, ticks, reason } = row;
  const time = (
    <time class="time" dateTime={new Date(at).toISOString()} title={momentOf(at)}>
      {timeOf(at)}
    </time>
  );
  return (
    <li class={`message${head ? ' head' : ''}${mine ? ' mine' : ''}`} data-delivery={ticks}>
      {head ? <Avatar user={user} /> : <span class="gutter">{time}</span>}
      <div class="body">
        {head ? (
          <p class="byline">
            <span class="author">{user.name}</span>
            {time}
          </p>
        ) : (
          <span class="visually-hidden">{user.name}: </span>
        )}
        <p class="text" dir="auto">
          <LinkedText text={text} />
        </p>
        {ticks === 'failed' && (
          <p class="trouble">
            Not sent. {reason}{' '}
            <button type="button" class="link" onClick={() => onDismiss(row.id)}>
              Remove
            </button>
          </p>
        )}
        {ticks === 'waiting' && reason !== undefined && <p class="trouble calm">{reason}</p>}
      </div>
      {ticks && (
        <span class="ticks" role="img" aria-label={TICKS[ticks].says} title={TICKS[ticks].says}>
          <Icon name={TICKS[ticks].icon} size={16} />
        </span>
      )}
    </li>
  );
}
