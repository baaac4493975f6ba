// The bots and hooks of a room: listed for who looks after it, made and revoked by who owns it.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ListedBot } from '../../shared/wire/objects.ts';
import { type Listed, without, withPage } from '../model/bots.ts';
import type { Chat } from '../model/chat.ts';
import { dayInSentence } from '../model/time.ts';
import { BOTS_WORDS, NEW_BOT_WORDS } from '../words/bots.ts';
import { NewBot } from './new-bot.tsx';
import { useDeed } from './use-deed.ts';
import { useQuestion } from './use-question.ts';

export interface BotsProps {
  chat: Chat;
  room: string;
  owns: boolean;
  onBack: () => void;
}

const NOTHING: Listed = { state: 'asking', bots: [] };

export function Bots({ chat, room, owns, onBack }: BotsProps) {
  const [listed, setListed] = useState(NOTHING);
  const [adds, setAdds] = useState(false);
  const [left, setLeft] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  // What had the focus is gone.
  useLayoutEffect(() => {
    if (left > 0) box.current?.querySelector<HTMLElement>('.choice [data-first]')?.focus();
  }, [left]);
  const ask = async (before: Listed) => {
    setListed({ ...before, state: 'asking' });
    const after = before.state === 'known' ? before.next : undefined;
    const page = await chat.roomDeeds.bots(room, after);
    setListed(
      'problem' in page
        ? { state: 'failed', bots: before.bots, reason: page.problem }
        : withPage(before, page),
    );
  };
  useEffect(() => void ask(NOTHING), [room]);
  return (
    <div ref={box} class="bots">
      <p class="hint">{BOTS_WORDS.lead}</p>
      {listed.bots.length === 0 && listed.state === 'known' && <p>{BOTS_WORDS.none}</p>}
      <ul>
        {listed.bots.map((bot) => (
          <Bot
            key={bot.id}
            chat={chat}
            bot={bot}
            owns={owns}
            onRevoked={() => {
              setListed(without(listed, bot.id));
              setLeft(left + 1);
            }}
          />
        ))}
      </ul>
      {listed.state === 'asking' && <p class="hint">{BOTS_WORDS.asking}</p>}
      {listed.state === 'failed' && (
        <p class="problem" role="alert">
          {listed.reason}{' '}
          <button type="button" class="quiet" onClick={() => void ask(NOTHING)}>
            {BOTS_WORDS.again}
          </button>
        </p>
      )}
      {listed.state === 'known' && listed.next !== undefined && (
        <button type="button" class="quiet" onClick={() => void ask(listed)}>
          {BOTS_WORDS.more}
        </button>
      )}
      {adds ? (
        <NewBot
          chat={chat}
          room={room}
          onMade={() => void ask(NOTHING)}
          onClose={() => {
            setAdds(false);
            setLeft(left + 1);
          }}
        />
      ) : (
        <div class="choice">
          <button type="button" class="quiet" data-first={owns ? undefined : true} onClick={onBack}>
            {BOTS_WORDS.back}
          </button>
          {owns && (
            <button type="button" class="primary" data-first onClick={() => setAdds(true)}>
              {NEW_BOT_WORDS.open}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

interface BotProps {
  chat: Chat;
  bot: ListedBot;
  owns: boolean;
  onRevoked: () => void;
}

function Bot({ chat, bot, owns, onRevoked }: BotProps) {
  const { asks, opener, no } = useQuestion();
  const { busy, problem, run } = useDeed();
  const { name, kind, by, at, others = 0 } = bot;
  const when = dayInSentence(Date.parse(at), Date.now());
  return (
    <li>
      <p class="byline">
        <span class="author" dir="auto">
          {name}
        </span>
        <span class="kind">{BOTS_WORDS.kinds[kind] ?? kind}</span>
      </p>
      <p class="hint">
        {BOTS_WORDS.madeBy(by.name, when)}
        {others > 0 && `. ${BOTS_WORDS.others(others)}`}
      </p>
      {owns && !asks && (
        <button type="button" class="quiet bad" aria-label={BOTS_WORDS.revokeOf(name)} {...opener}>
          {BOTS_WORDS.revoke}
        </button>
      )}
      {asks && (
        <>
          <p>{BOTS_WORDS.ask(name)}</p>
          <div class="choice">
            <button type="button" class="quiet" {...no}>
              {BOTS_WORDS.no}
            </button>
            <button
              type="button"
              class="danger"
              disabled={busy}
              onClick={() => void run(() => chat.roomDeeds.revokeBot(bot.id), onRevoked)}
            >
              {BOTS_WORDS.yes}
            </button>
          </div>
        </>
      )}
      <p class="problem" role="alert">
        {problem}
      </p>
    </li>
  );
}
