// Who belongs to the open room, and who is in it now: a list beside the messages, on a narrow screen over them. A press on somebody leads
// to what can be done with them. It is opened by people-button.tsx.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Present } from '../../client/api.ts';
import type { Chat } from '../model/chat.ts';
import { matching, peopleOf } from '../model/people.ts';
import type { RoomFrame } from '../model/room.ts';
import { mayInvite } from '../model/standing.ts';
import { PEOPLE_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';
import { PANEL } from './people-button.tsx';
import { PeopleGroups } from './people-groups.tsx';
import { useDialogs } from './use-dialogs.ts';

export interface PeopleProps {
  chat: Chat;
  room: RoomFrame;
  /** Undefined while nobody knows. */
  present: Present | undefined;
  onClose: () => void;
}

/** From so many on they can be filtered. */
const FILTER_FROM = 12;
/** So long after a key the server is asked, milliseconds. */
const ASK_AFTER_MS = 250;

export function People({ chat, room, present, onClose }: PeopleProps) {
  const { name, asked } = room;
  const { user, roles } = chat.store.get();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<string>();
  const [invites, setInvites] = useState(false);
  const rows = useMemo(() => peopleOf(room, present, Date.now()), [room.members, present]);
  const found = useMemo(() => matching(rows, typed), [rows, typed]);
  const next = asked?.state === 'known' ? asked.next : undefined;
  const openRow = rows.find((row) => row.user.id === open);
  const isIn = room.entry.state === 'in';
  const dialogs = useDialogs(chat, openRow !== undefined || invites, () => {
    setOpen(undefined);
    setInvites(false);
  });

  const panel = useRef<HTMLElement>(null);
  const last = useRef<string>(undefined);
  last.current = open ?? last.current;
  // Who became something else stands in another group: the focus goes with them, or to the list where they are in none.
  useLayoutEffect(() => {
    if (last.current === undefined || document.activeElement !== document.body) return;
    const again = `[data-user="${CSS.escape(last.current)}"]`;
    (panel.current?.querySelector<HTMLElement>(again) ?? panel.current)?.focus();
  }, [rows, open]);

  useEffect(() => {
    if (isIn) void chat.people.load(name);
  }, [chat, name, isIn]);
  useEffect(() => {
    // Those who are not loaded: of very many only some are.
    if (typed.trim() === '' || next === undefined) return;
    const timer = setTimeout(() => void chat.people.loadLike(name, typed.trim()), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <aside
      ref={panel}
      id={PANEL}
      class="people"
      aria-label={PEOPLE_WORDS.label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header>
        <h3>{present === undefined ? PEOPLE_WORDS.title : PEOPLE_WORDS.here(present.count)}</h3>
        {mayInvite(room, { user, roles }, Date.now()) && (
          <button
            type="button"
            class="icon-button"
            aria-label={PEOPLE_WORDS.invite}
            title={PEOPLE_WORDS.invite}
            aria-haspopup="dialog"
            onClick={() => setInvites(true)}
          >
            <Icon name="plus" size={18} />
          </button>
        )}
        <button type="button" class="icon-button" aria-label={PEOPLE_WORDS.close} onClick={onClose}>
          <Icon name="close" size={18} />
        </button>
      </header>
      {(rows.length >= FILTER_FROM || typed !== '') && (
        <input
          class="find-person"
          aria-label={PEOPLE_WORDS.find}
          placeholder={PEOPLE_WORDS.findHint}
          autocomplete="off"
          spellcheck={false}
          maxLength={64}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <div class="all">
        <PeopleGroups rows={found} me={user.id} onOpen={setOpen} />
        {notesOf(room, present, found.length === 0 && typed !== '').map((note) => (
          <p key={note} class="many">
            {note}
          </p>
        ))}
        {next !== undefined && typed === '' && (
          <button type="button" class="quiet" onClick={() => void chat.people.load(name, next)}>
            {PEOPLE_WORDS.more}
          </button>
        )}
      </div>
      {openRow !== undefined && dialogs && (
        <dialogs.PersonDialog
          chat={chat}
          room={room}
          row={openRow}
          onClose={() => setOpen(undefined)}
        />
      )}
      {invites && dialogs && (
        <dialogs.Invite chat={chat} room={room} onClose={() => setInvites(false)} />
      )}
    </aside>
  );
}

function notesOf({ asked }: RoomFrame, present: Present | undefined, isNobody: boolean): string[] {
  return [
    ...(isNobody ? [PEOPLE_WORDS.nobody] : []),
    ...(present === undefined ? [PEOPLE_WORDS.notConnected] : []),
    ...(present !== undefined && present.here === undefined ? [PEOPLE_WORDS.many] : []),
    ...(asked?.state === 'failed' ? [PEOPLE_WORDS.unknown(asked.reason)] : []),
  ];
}
