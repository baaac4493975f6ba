// Makes a bot or a hook for a room, and shows what it is used with: once, for nobody has it but who made it.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { BotKind } from '../../chat/bot/bot.ts';
import { hookAddress, tryLine } from '../model/bots.ts';
import type { Chat } from '../model/chat.ts';
import { NEW_BOT_WORDS, TOKEN_WORDS } from '../words/bots.ts';
import { CopyField } from './copy-field.tsx';
import { FormEnd } from './form-end.tsx';
import { useDeed } from './use-deed.ts';

const NAME_MAX = 64;

export interface NewBotProps {
  chat: Chat;
  room: string;
  onMade: () => void;
  onClose: () => void;
}

interface Made {
  name: string;
  kind: BotKind;
  token: string;
}

export function NewBot({ chat, room, onMade, onClose }: NewBotProps) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<BotKind>('incoming');
  const [made, setMade] = useState<Made>();
  const { busy, problem, run, say } = useDeed();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  // It was opened by a press within the dialog.
  useEffect(() => field.current?.focus(), []);
  if (made !== undefined) return <Token made={made} onClose={onClose} />;
  const make = (event: Event) => {
    event.preventDefault();
    if (name.trim() === '') return say(NEW_BOT_WORDS.needsName);
    void run(async () => {
      const one = await chat.roomDeeds.makeBot({ name, kind, rooms: [room] });
      if ('problem' in one) return one.problem;
      setMade({ name: name.trim(), kind, token: one.token });
      onMade();
      return undefined;
    });
  };
  return (
    <form class="fields apart" onSubmit={make} noValidate>
      <label for={`${id}name`}>{NEW_BOT_WORDS.name}</label>
      <input
        ref={field}
        id={`${id}name`}
        value={name}
        maxLength={NAME_MAX}
        autocomplete="off"
        dir="auto"
        placeholder={NEW_BOT_WORDS.nameExample}
        aria-describedby={`${id}hint ${id}problem`}
        onInput={(event) => {
          setName(event.currentTarget.value);
          say(undefined);
        }}
      />
      <p id={`${id}hint`} class="hint">
        {NEW_BOT_WORDS.nameHint}
      </p>
      <fieldset class="kinds">
        <legend>{NEW_BOT_WORDS.which}</legend>
        {NEW_BOT_WORDS.kinds.map((one) => (
          <label key={one.kind}>
            <input
              type="radio"
              name={id}
              checked={one.kind === kind}
              onChange={() => setKind(one.kind)}
            />
            <span>
              <strong>{one.label}</strong> <span class="hint">{one.says}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <FormEnd does={NEW_BOT_WORDS.does} id={`${id}problem`} {...{ busy, problem, onClose }} />
    </form>
  );
}

function Token({ made: { name, kind, token }, onClose }: { made: Made; onClose: () => void }) {
  const isHook = kind === 'incoming';
  const { origin } = location;
  const example = tryLine({ kind, origin, token, text: TOKEN_WORDS.exampleText });
  return (
    <div class="fields apart">
      <p role="status">{isHook ? TOKEN_WORDS.hook(name) : TOKEN_WORDS.bot(name)}</p>
      <CopyField
        label={isHook ? TOKEN_WORDS.address : TOKEN_WORDS.token}
        text={isHook ? hookAddress(origin, token) : token}
        isFirst
      />
      <p class="hint">{TOKEN_WORDS.once}</p>
      <CopyField label={TOKEN_WORDS.example} text={example} />
      <div class="choice">
        <button type="button" class="primary" onClick={onClose}>
          {TOKEN_WORDS.done}
        </button>
      </div>
    </div>
  );
}
