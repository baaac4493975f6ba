// What a room is: read by everybody, changed by who owns it, its slow mode also by who moderates it.
import { useId, useState } from 'preact/hooks';
import { ROOM_LIMITS } from '../../chat/room/room.ts';
import type { RoomState } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import type { RoomFrame } from '../model/room.ts';
import { isDirectRoom } from '../model/room-names.ts';
import { changesOf, SLOW_MODES, slowWords } from '../model/room-settings.ts';
import { moderatesIn, ownsRoom } from '../model/standing.ts';
import { ABOUT_WORDS } from '../words/about-room.ts';
import { BOTS_WORDS } from '../words/bots.ts';
import { WEBHOOKS_WORDS } from '../words/webhooks.ts';
import { Archive } from './archive.tsx';
import { Bots } from './bots.tsx';
import { Dialog } from './dialog.tsx';
import { FormEnd } from './form-end.tsx';
import { KindChoice } from './kind-choice.tsx';
import { useDeed } from './use-deed.ts';
import { useStore } from './use-store.ts';
import { Webhooks } from './webhooks.tsx';
import '../styles/bots.css';
import '../styles/webhooks.css';

export interface AboutRoomProps {
  chat: Chat;
  room: RoomFrame;
  /** What it is called. */
  label: string;
  onClose: () => void;
}

export function AboutRoom({ chat, room, label, onClose }: AboutRoomProps) {
  const user = useStore(chat.store, (state) => state.user);
  const roles = useStore(chat.store, (state) => state.roles);
  const before = room.standing?.state ?? { kind: 'public' };
  const owns = ownsRoom(room, { user, roles });
  const isOpen = before.archived !== true;
  const looksAfter = moderatesIn(room, { user, roles });
  const moderates = looksAfter && isOpen;
  const hasBots = looksAfter && !isDirectRoom(room);
  const hasWebhooks = owns && chat.client.takes('webhook');
  const [showsBots, setShowsBots] = useState(false);
  const [webhooks, setWebhooks] = useState(false);
  if (showsBots && looksAfter) {
    return (
      <Dialog title={BOTS_WORDS.title} shows="bots" onClose={onClose}>
        <Bots
          chat={chat}
          room={room.name}
          owns={owns && isOpen}
          onBack={() => setShowsBots(false)}
        />
      </Dialog>
    );
  }
  if (webhooks && owns) return <Webhooks chat={chat} room={room} onClose={onClose} />;
  return (
    <Dialog title={ABOUT_WORDS.title(label)} shows="room" onClose={onClose}>
      {owns || moderates ? (
        <Settings chat={chat} room={room} before={before} owns={owns && isOpen} onClose={onClose} />
      ) : (
        <Facts room={room} state={before} />
      )}
      {(hasBots || hasWebhooks) && (
        <div class="apart">
          {hasBots && (
            <button type="button" class="quiet" onClick={() => setShowsBots(true)}>
              {BOTS_WORDS.open}
            </button>
          )}
          {hasWebhooks && (
            <button type="button" class="quiet" onClick={() => setWebhooks(true)}>
              {WEBHOOKS_WORDS.open}
            </button>
          )}
        </div>
      )}
      {owns && <Archive chat={chat} room={room} onDone={onClose} />}
    </Dialog>
  );
}

/** As somebody reads it who may change nothing. */
function Facts({ room, state }: { room: RoomFrame; state: RoomState }) {
  const { kind, topic, slowModeSeconds = 0, archived } = state;
  return (
    <div class="fields">
      {topic && (
        <p class="topic" dir="auto">
          {topic}
        </p>
      )}
      <p class="hint">
        {kind === 'direct'
          ? ABOUT_WORDS.direct
          : ABOUT_WORDS[kind === 'public' ? 'public' : 'private'](room.name)}
      </p>
      {slowModeSeconds > 0 && <p class="hint">{ABOUT_WORDS.slow(slowWords(slowModeSeconds))}</p>}
      {archived && <p class="hint">{ABOUT_WORDS.archived}</p>}
    </div>
  );
}

interface SettingsProps extends Omit<AboutRoomProps, 'label'> {
  before: RoomState;
  owns: boolean;
}

function Settings({ chat, room, before, owns, onClose }: SettingsProps) {
  // As it was when the person began: what somebody else changes meanwhile is not changed back.
  const [first] = useState(before);
  const [wanted, setWanted] = useState<RoomState>(first);
  const { busy, problem, run } = useDeed();
  const id = useId();
  const set = (change: Partial<RoomState>) => setWanted({ ...wanted, ...change });
  const save = (event: Event) => {
    event.preventDefault();
    const changes = changesOf(first, wanted);
    if (changes === undefined) return onClose();
    void run(() => chat.roomDeeds.change(room.name, changes), onClose);
  };
  const slow = wanted.slowModeSeconds ?? 0;
  return (
    <form class="fields" onSubmit={save} noValidate>
      {owns && (
        <>
          <label for={`${id}title`}>{ABOUT_WORDS.called}</label>
          <input
            id={`${id}title`}
            value={wanted.title ?? ''}
            maxLength={ROOM_LIMITS.titleMax}
            autocomplete="off"
            dir="auto"
            placeholder={room.name}
            onInput={(event) => set({ title: event.currentTarget.value })}
          />
          <label for={`${id}topic`}>{ABOUT_WORDS.topic}</label>
          <input
            id={`${id}topic`}
            data-first
            value={wanted.topic ?? ''}
            maxLength={ROOM_LIMITS.topicMax}
            autocomplete="off"
            dir="auto"
            placeholder={ABOUT_WORDS.topicExample}
            onInput={(event) => set({ topic: event.currentTarget.value })}
          />
          <KindChoice
            kind={wanted.kind === 'public' ? 'public' : 'private'}
            onChange={(kind) => set({ kind })}
          />
          {first.kind === 'public' && wanted.kind === 'private' && (
            <p class="hint">{ABOUT_WORDS.becomesPrivate}</p>
          )}
        </>
      )}
      <label for={`${id}slow`}>{ABOUT_WORDS.slowMode}</label>
      <select
        id={`${id}slow`}
        value={String(slow)}
        onChange={(event) => set({ slowModeSeconds: Number(event.currentTarget.value) })}
      >
        {[...new Set([...SLOW_MODES, slow])]
          .toSorted((a, b) => a - b)
          .map((seconds) => (
            <option key={seconds} value={String(seconds)}>
              {slowWords(seconds)}
            </option>
          ))}
      </select>
      <FormEnd does={ABOUT_WORDS.does} {...{ busy, problem, onClose }} />
    </form>
  );
}
