// The programs outside that are told what happens in a room: those that there are, how it goes with each, and another one. Its
// owners see it, and it follows what happens while they look.
import { useEffect, useState } from 'preact/hooks';
import type { ListedWebhook } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import type { RoomFrame } from '../model/room.ts';
import { WEBHOOKS_WORDS as WORDS } from '../words/webhooks.ts';
import { Dialog } from './dialog.tsx';
import { MakeWebhook } from './make-webhook.tsx';
import { ShownOnce } from './shown-once.tsx';
import { WebhookItem } from './webhook-item.tsx';

export interface WebhooksProps {
  chat: Chat;
  room: RoomFrame;
  onClose: () => void;
}

type Known = readonly ListedWebhook[] | 'asking' | { problem: string };

export function Webhooks({ chat, room, onClose }: WebhooksProps) {
  const { name } = room;
  const [known, setKnown] = useState<Known>('asking');
  const [makes, setMakes] = useState(false);
  /** How many were removed here: with each the focus begins anew. */
  const [removed, setRemoved] = useState(0);
  /** Of the one that was just made. */
  const [secret, setSecret] = useState<string>();

  const look = async () =>
    setKnown(await chat.roomDeeds.answered(() => chat.client.webhooks(name)));
  useEffect(() => {
    void look();
    return chat.client.on('webhook', (said) => {
      if (said.room === name) void look();
    });
  }, [chat, name]);
  const onMade = (made: string) => {
    setMakes(false);
    setSecret(made);
    void look();
  };

  const onGone = () => {
    setRemoved(removed + 1);
    void look();
  };

  const shows = secret !== undefined ? 'secret' : makes ? 'make' : `list/${removed}`;
  return (
    <Dialog title={WORDS.title} shows={shows} onClose={onClose}>
      {secret !== undefined ? (
        <ShownOnce text={secret} onDone={() => setSecret(undefined)} />
      ) : makes ? (
        <MakeWebhook chat={chat} room={name} onMade={onMade} onBack={() => setMakes(false)} />
      ) : (
        <>
          <p class="hint">{WORDS.lead}</p>
          {known === 'asking' && <p class="hint">{WORDS.asking}</p>}
          {typeof known === 'object' && 'problem' in known && (
            <p class="problem" role="alert">
              {known.problem}
            </p>
          )}
          {Array.isArray(known) && known.length > 0 && (
            <ul class="webhooks" aria-label={WORDS.list}>
              {known.map((webhook) => (
                <WebhookItem
                  key={webhook.id}
                  {...{ chat, webhook, onDone: look, onGone }}
                  room={name}
                />
              ))}
            </ul>
          )}
          <div class="choice">
            <button type="button" class="primary" data-first onClick={() => setMakes(true)}>
              {WORDS.add}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
