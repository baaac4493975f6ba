// One message. It is drawn again only when its row is another one (rows.tsx).

import { useState } from 'preact/hooks';
import { saidAsWords } from '../../chat/message/said-as.ts';
import { deletedWords } from '../model/message-words.ts';
import type { MessageRow, Ticks } from '../model/rows.ts';
import { momentOf, timeOf } from '../model/time.ts';
import { MESSAGE_WORDS, TICK_WORDS } from '../words/messages.ts';
import { Avatar } from './avatar.tsx';
import { HoverBar } from './hover-bar.tsx';
import { Icon } from './icon.tsx';
import { KindMark } from './kind-mark.tsx';
import { MarkedText } from './marked-text.tsx';
import type { MessageDeeds } from './message-deeds.ts';
import { isOnItsWay, OnItsWay } from './on-its-way.tsx';
import { Quote } from './quote.tsx';
import { Reactions } from './reactions.tsx';

export interface MessageProps {
  row: MessageRow;
  /** The same object for as long as the room is open. */
  deeds: MessageDeeds;
}

const TICKS = {
  waiting: 'clock',
  stored: 'tick',
  persisted: 'ticks',
  failed: 'alert',
} as const satisfies Record<Ticks, string>;

export function Message({ row, deeds }: MessageProps) {
  const [pointed, setPointed] = useState(false);
  const { user, at, head, ticks, deleted, isForMe } = row;
  const mine = user.id === deeds.me.id;
  const saving = row.changes.findLast(({ status }) => status === 'waiting')?.command.type;
  const time = (head || pointed) && (
    // What only a mouse is shown is made for it alone: formats of whole times take long to be made.
    <time class="time" dateTime={new Date(at).toISOString()} title={pointed ? momentOf(at) : ''}>
      {timeOf(at)}
    </time>
  );
  return (
    <li
      class={`message${head ? ' head' : ''}${mine ? ' mine' : ''}${isForMe ? ' for-me' : ''}`}
      tabIndex={-1}
      aria-keyshortcuts="Enter M"
      data-key={row.key}
      data-seq={row.seq}
      data-delivery={ticks}
      data-saving={saving}
      onPointerEnter={(event) => setPointed(event.pointerType === 'mouse')}
      onPointerLeave={() => setPointed(false)}
    >
      {head ? <Avatar user={user} /> : time && <span class="gutter">{time}</span>}
      <div class="body">
        {head ? (
          <p class="byline">
            <span class="author">{user.name}</span>
            <KindMark user={user} />
            {row.as && <span class="said-as">{MESSAGE_WORDS.as(saidAsWords(row.as))}</span>}
            {time}
          </p>
        ) : (
          <span class="for-ears">{MESSAGE_WORDS.said(user.name, timeOf(at))}</span>
        )}
        {isForMe && <span class="visually-hidden">{MESSAGE_WORDS.forYou}</span>}
        {row.quoted !== undefined && <Quote row={row} deeds={deeds} />}
        {deleted === undefined ? (
          <Said row={row} deeds={deeds} />
        ) : (
          <p class="gone" title={momentOf(Date.parse(deleted.at))}>
            {deletedWords(row, deeds.me)}
          </p>
        )}
        {row.reactions.length > 0 && <Reactions row={row} deeds={deeds} />}
        {isOnItsWay(row) && <OnItsWay row={row} deeds={deeds} />}
      </div>
      {ticks && deleted === undefined && (
        <span
          class="ticks"
          role="img"
          aria-label={TICK_WORDS[ticks].says}
          title={TICK_WORDS[ticks].explains}
        >
          <Icon name={TICKS[ticks]} size={16} />
        </span>
      )}
      {pointed && deleted === undefined && <HoverBar row={row} deeds={deeds} />}
    </li>
  );
}

/** The text as it will be once what is on its way has arrived, and what was done to it. */
function Said({ row: { text, mentions, changes, editedAt, pinned }, deeds }: MessageProps) {
  const edit = changes.findLast(
    ({ status, command }) => command.type === 'edit' && status !== 'failed',
  );
  const shown = edit?.command.type === 'edit' ? edit.command.text : text;
  const edited = editedAt === undefined ? undefined : momentOf(Date.parse(editedAt));
  return (
    <>
      <MarkedText text={shown} mentions={mentions} deeds={deeds} isEdited={edited !== undefined} />
      {edited !== undefined && (
        <span class="mark" title={MESSAGE_WORDS.editedAt(edited)}>
          {MESSAGE_WORDS.edited}
          <span class="visually-hidden"> {edited}</span>
        </span>
      )}
      {pinned !== undefined && (
        <p class="mark pin" title={momentOf(Date.parse(pinned.at))}>
          <Icon name="pin" size={14} /> {MESSAGE_WORDS.pinnedBy(pinned.by.name)}
        </p>
      )}
    </>
  );
}
