// One person of a room, and what can be done with them. What reaches far is asked about first; what goes wrong is said here.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { type PersonDeed, type PersonRow, personDeeds } from '../model/people.ts';
import type { RoomFrame } from '../model/room.ts';
import { standingWords } from '../model/standing-words.ts';
import { ASKED_ABOUT, DEED_WORDS, MUTES, PERSON_WORDS } from '../words/dialogs.ts';
import { Dialog } from './dialog.tsx';
import { KindMark } from './kind-mark.tsx';
import { stepThrough } from './step-through.ts';
import { toComposer } from './to-composer.ts';
import { useDeed } from './use-deed.ts';

export interface PersonDialogProps {
  chat: Chat;
  room: RoomFrame;
  row: PersonRow;
  onClose: () => void;
}

type Step = 'deeds' | 'mute' | keyof typeof ASKED_ABOUT;

export function PersonDialog({ chat, room, row, onClose }: PersonDialogProps) {
  const [step, setStep] = useState<Step>('deeds');
  const { busy, problem, run } = useDeed();
  const { user } = row;
  const { user: me, roles } = chat.store.get();
  const now = Date.now();
  const deeds = personDeeds(room, row, { somebody: { user: me, roles }, now });

  const act = (deed: Exclude<PersonDeed, 'write'>, untilMs?: number) =>
    void run(() => chat.roomDeeds.act(room.name, user, deed, untilMs), onClose);
  const written = () => {
    onClose();
    toComposer();
  };
  const choose = (deed: PersonDeed) => {
    if (deed === 'write') void run(() => chat.roomDeeds.write([user]), written);
    else if (deed === 'mute') setStep('mute');
    else if (deed in ASKED_ABOUT) setStep(deed as keyof typeof ASKED_ABOUT);
    else act(deed);
  };

  return (
    <Dialog title={user.name} shows={step} onClose={onClose}>
      <p class="standing">
        {standingWords(row, { me: me.id, now })} <KindMark user={user} />
      </p>
      {step === 'deeds' && (
        <Menu
          key="deeds"
          label={PERSON_WORDS.deeds(user.name)}
          busy={busy}
          items={deeds.map((deed) => ({
            key: deed,
            label: DEED_WORDS[deed],
            isBad: deed === 'ban' || deed === 'remove',
            onChoose: () => choose(deed),
          }))}
        />
      )}
      {step === 'mute' && (
        <Menu
          key="mute"
          label={PERSON_WORDS.mutes(user.name)}
          busy={busy}
          items={MUTES.map(({ label, ms }) => ({
            key: label,
            label,
            isBad: false,
            onChoose: () => act('mute', ms === undefined ? undefined : Date.now() + ms),
          }))}
        />
      )}
      {step !== 'deeds' && step !== 'mute' && (
        <div role="alertdialog" aria-label={ASKED_ABOUT[step].asks(user.name)} class="asked">
          <p>{ASKED_ABOUT[step].asks(user.name)}</p>
          <p class="hint">{ASKED_ABOUT[step].means}</p>
          <div class="choice">
            <button type="button" class="quiet" data-first onClick={() => setStep('deeds')}>
              {PERSON_WORDS.no}
            </button>
            <button type="button" class="danger" disabled={busy} onClick={() => act(step)}>
              {ASKED_ABOUT[step].yes}
            </button>
          </div>
        </div>
      )}
      <p class="problem" role="alert">
        {problem}
      </p>
    </Dialog>
  );
}

interface MenuProps {
  label: string;
  busy: boolean;
  items: readonly { key: string; label: string; isBad: boolean; onChoose: () => void }[];
}

function Menu({ label, busy, items }: MenuProps) {
  if (items.length === 0) return null;
  return (
    <div role="menu" aria-label={label} class="items" tabIndex={-1} onKeyDown={stepThrough}>
      {items.map((item, index) => (
        <button
          key={item.key}
          type="button"
          role="menuitem"
          class={`item${item.isBad ? ' bad' : ''}`}
          tabIndex={index === 0 ? 0 : -1}
          data-first={index === 0 ? '' : undefined}
          aria-disabled={busy}
          onClick={item.onChoose}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}
