// The room's messages, newest at the bottom, and what opens over one of them. Where it is scrolled to, and which of them are
// drawn, is use-scrolling.ts.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { User } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import type { Deed } from '../model/deeds.ts';
import { namesIn } from '../model/message-words.ts';
import { onScreen } from '../model/on-screen.ts';
import type { Room } from '../model/room.ts';
import { calledIn, labelOf } from '../model/room-names.ts';
import { type MessageRow, type Row, rowsAsBefore, rowsOf } from '../model/rows.ts';
import { moderatesIn } from '../model/standing.ts';
import { MESSAGE_WORDS } from '../words/messages.ts';
import { OPEN_ROOM_WORDS } from '../words/open-room.ts';
import { actOnMessage, copyFor } from './act-on-message.ts';
import { Log } from './log.tsx';
import { hasMine, type MessageDeeds, type Popup } from './message-deeds.ts';
import { NewerMessages } from './newer-messages.tsx';
import { OlderMessages } from './older-messages.tsx';
import { PastBar } from './past-bar.tsx';
import { endPicture } from './picture-place.ts';
import { Rows } from './rows.tsx';
import { ToEnd } from './to-end.tsx';
import { messagesAreDrawn, useBeside } from './use-beside.ts';
import { comesNearDialogs, useDialogs } from './use-dialogs.ts';
import { useFindNote } from './use-find-note.ts';
import { useJump } from './use-jump.ts';
import { useKeptRows } from './use-kept-rows.ts';
import { useMessageKeys } from './use-message-keys.ts';
import { usePersonPress } from './use-person-press.ts';
import { useRoom } from './use-room.ts';
import { useScrolling } from './use-scrolling.ts';
import { useStore } from './use-store.ts';

export interface TimelineProps {
  chat: Chat;
  /** The room's name. */
  name: string;
}

/** Drawn anew with each message, which nothing around it is. */
export function Timeline({ chat, name }: TimelineProps) {
  const room = useRoom(chat, name);
  const shown = useMemo(() => room && onScreen(room), [room]);
  return shown && <ShownPart chat={chat} room={shown} />;
}

interface ShownPartProps {
  chat: Chat;
  /** What of it is on the screen. */
  room: Room;
}

function ShownPart({ chat, room }: ShownPartProps) {
  const { user: me, roles } = chat.store.get();
  const persisted = useStore(chat.store, (state) => state.persisted);
  const live = useStore(chat.store, (state) => state.connection.state === 'live');
  const recent = useStore(chat.store, (state) => state.recentEmoji);
  const before = useRef<readonly Row[]>([]);
  const rows = useMemo(
    () => rowsAsBefore(before.current, rowsOf(room, { me, persisted })),
    [room, me, persisted],
  );
  before.current = rows;
  const scroller = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const [open, setOpen] = useState<{ key: string; popup: Popup }>();
  const [days, setDays] = useState<HTMLElement>();
  const [person, setPerson] = useState<User>();
  const dialogs = useDialogs(chat, (days ?? person ?? open) !== undefined, () => {
    setDays(undefined);
    setPerson(undefined);
    setOpen(undefined);
  });
  const more = useBeside('more');
  const jump = useStore(chat.store, (state) =>
    state.jump?.room === room.name ? state.jump : undefined,
  );
  const kept = useKeptRows(list, rows, open?.key);
  const { atBottom, onScroll, window } = useScrolling(scroller, list, { chat, room, rows, live });
  const { markSought } = useJump(list, { jump, rows, window, done: () => chat.looking.jumped() });

  const isEmpty =
    room.older.state === 'none' && room.view.messages.length === 0 && room.outgoing.length === 0;
  const isThere = isEmpty || rows.length > 0;
  useLayoutEffect(() => {
    if (!isThere) return;
    endPicture();
    messagesAreDrawn();
  }, [isThere]);
  const messageOf = (key: string) =>
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null;
  const openRow = rows.find((row): row is MessageRow => row.key === open?.key);
  const close = (byKey: boolean) => {
    if (byKey && open !== undefined) messageOf(open.key)?.focus({ preventScroll: true });
    setOpen(undefined);
  };
  const isGone = open !== undefined && (openRow === undefined || openRow.deleted !== undefined);
  useEffect(() => {
    // Somebody deleted it under the menu.
    if (isGone) close(true);
  }, [isGone]);
  const isWhole = () => room.older.state === 'none' && window.isWhole;
  useFindNote(isWhole, () => chat.tell(OPEN_ROOM_WORDS.find));

  const deeds = useMemo(
    (): MessageDeeds => ({
      me,
      names: () => (chat.current === undefined ? new Map() : namesIn(onScreen(chat.current).view)),
      open: ({ key }, popup) => setOpen({ key, popup }),
      reply: ({ seq }) => seq !== undefined && chat.write({ answering: seq }),
      toggle: (row, emoji) =>
        row.seq !== undefined && chat.commands.react(row.seq, emoji, !hasMine(row, emoji, me)),
      jump: (seq) => chat.looking.goTo(room.name, seq),
      store: chat.store,
      copy: (text) => void copyFor(chat, text, MESSAGE_WORDS.copied),
      retry: (id) => chat.commands.retry(id),
      dismiss: (id) => chat.commands.dismiss(id),
    }),
    [chat],
  );
  useMessageKeys(
    list,
    {
      onMenu: (key) => setOpen({ key, popup: 'menu' }),
      onLeave: () => document.querySelector<HTMLElement>('.composer textarea')?.focus(),
    },
    { rows, window },
  );
  usePersonPress(list, rows, setPerson);

  const act = (row: MessageRow, deed: Deed) => {
    if (deed === 'react') return setOpen({ key: row.key, popup: 'emoji' });
    if (deed === 'delete') return setOpen({ key: row.key, popup: 'confirm' });
    const leads = deed === 'reply' || deed === 'edit';
    close(!leads);
    if (deed === 'person') return setPerson(row.user);
    actOnMessage(chat, room.name, { row, deed });
  };

  return (
    <div class="timeline" data-past={room.stretch !== undefined}>
      <section
        class="scroller"
        ref={scroller}
        onScroll={onScroll}
        onFocusIn={comesNearDialogs}
        onPointerDown={comesNearDialogs}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={OPEN_ROOM_WORDS.messages(labelOf(room, me.id))}
      >
        <OlderMessages
          chat={chat}
          room={room}
          called={calledIn(room, me.id)}
          live={live}
          onRetry={() => void chat.looking.loadOlder()}
        />
        {isEmpty && more && <more.EmptyRoom chat={chat} room={room} />}
        <Log chat={chat} room={room.name} atBottom={atBottom}>
          <Rows
            {...{ rows, window, kept, deeds, list }}
            follows={room.stretch === undefined}
            onDays={setDays}
            onDrawn={markSought}
          />
        </Log>
        {room.stretch && (
          <NewerMessages
            chat={chat}
            room={room.name}
            newer={room.stretch.newer}
            live={live}
            onRetry={() => void chat.looking.loadNewer()}
          />
        )}
        {dialogs && open !== undefined && openRow !== undefined && !isGone && (
          <dialogs.MessagePopup
            row={openRow}
            popup={open.popup}
            doer={{ me, moderates: moderatesIn(room, { user: me, roles }) }}
            recent={recent}
            chat={chat}
            anchor={() => messageOf(open.key)}
            onDeed={(deed) => act(openRow, deed)}
            onEmoji={(emoji) => {
              close(true);
              deeds.toggle(openRow, emoji);
            }}
            onDelete={() => {
              close(true);
              if (openRow.seq !== undefined) chat.commands.delete(openRow.seq);
            }}
            onClose={close}
          />
        )}
      </section>
      <p id="message-keys" class="visually-hidden">
        {OPEN_ROOM_WORDS.keys}
      </p>
      {more && <more.UnreadBar chat={chat} room={room} scroller={scroller} rows={rows} />}
      {days && dialogs && (
        <dialogs.DayJump
          chat={chat}
          name={room.name}
          anchor={days}
          onClose={() => setDays(undefined)}
        />
      )}
      {person && dialogs && (
        <dialogs.SaidBy
          chat={chat}
          room={room}
          user={person}
          onClose={() => setPerson(undefined)}
        />
      )}
      {room.stretch && <PastBar chat={chat} name={room.name} />}
      {!room.stretch && <ToEnd atBottom={atBottom} onPress={() => window.toEnd()} />}
    </div>
  );
}
