// Asks people into a room, one after the other; who could not be asked stays, with why.
import { useState } from 'preact/hooks';
import type { User } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import type { RoomFrame } from '../model/room.ts';
import { INVITE_WORDS as WORDS } from '../words/dialogs.ts';
import { Dialog } from './dialog.tsx';
import { FormEnd } from './form-end.tsx';
import { PeoplePicker } from './people-picker.tsx';
import { useDeed } from './use-deed.ts';

/** People who are asked at once. */
const ASKED_MAX = 10;
const NOT_ASKED: ReadonlySet<string> = new Set(['in', 'invited', 'banned']);

export interface InviteProps {
  chat: Chat;
  room: RoomFrame;
  onClose: () => void;
}

export function Invite({ chat, room, onClose }: InviteProps) {
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { busy, problem, run, say } = useDeed();

  const invite = async (): Promise<string | undefined> => {
    const refused: [User, string][] = [];
    for (const user of chosen) {
      const why = await chat.roomDeeds.invite(room.name, user);
      if (why !== undefined) refused.push([user, why]);
    }
    setChosen(refused.map(([user]) => user));
    if (refused.length === 0) return undefined;
    return refused.map(([{ name }, why]) => WORDS.refused(name, why)).join(' ');
  };

  return (
    <Dialog title={WORDS.title(room.standing?.state.title ?? room.name)} onClose={onClose}>
      <form
        class="fields"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen.length === 0) return say(WORDS.needsSomebody);
          void run(invite, onClose);
        }}
      >
        <PeoplePicker
          chat={chat}
          label={WORDS.who}
          chosen={chosen}
          max={ASKED_MAX}
          without={({ id }) => NOT_ASKED.has(room.members.get(id)?.member.state ?? '')}
          onChange={(people) => {
            setChosen(people);
            say(undefined);
          }}
        />
        <FormEnd does={WORDS.does} {...{ busy, problem, onClose }} />
      </form>
    </Dialog>
  );
}
