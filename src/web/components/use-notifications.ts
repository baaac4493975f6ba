// Tells the person what they want to hear of while they look elsewhere, from one tab for all; a press leads to the message.
import { useEffect } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { readUpTo } from '../model/news.ts';
import { type Channel, type Message, Notifier } from '../model/notifier.ts';
import { goTo } from './go-to.ts';
import { mayNotify, showCall } from './notifications.ts';

export function useNotifications(chat: Chat): void {
  useEffect(() => {
    if (mayNotify() === 'impossible') return;
    const { id } = chat.user;
    const notifier = new Notifier(id, {
      locks: navigator.locks,
      channel: channelOf(new BroadcastChannel(`chatk8s:calls:${id}`)),
      show: (call) => showCall(call, () => goTo({ room: call.room, seq: call.seq })),
    });
    const readBefore = new Map<string, number>();
    /** What is before the person's eyes, and what they read: here and, by what the server says, anywhere. */
    const look = () => {
      const { current, rooms } = chat.store.get();
      const isSeen = !document.hidden && document.hasFocus();
      const open = current === undefined ? undefined : rooms[current];
      notifier.watch(isSeen && open?.stretch === undefined ? current : undefined);
      for (const room of Object.values(rooms)) {
        const upTo = readUpTo(room) ?? 0;
        if (upTo <= (readBefore.get(room.name) ?? 0)) continue;
        readBefore.set(room.name, upTo);
        notifier.read(room.name, upTo);
      }
    };
    look();
    const ends = [
      chat.store.subscribe(look),
      chat.calling.listen((call) => notifier.call(call)),
      () => notifier.stop(),
    ];
    addEventListener('focus', look);
    addEventListener('blur', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      removeEventListener('focus', look);
      removeEventListener('blur', look);
      document.removeEventListener('visibilitychange', look);
      for (const end of ends) end();
    };
  }, [chat]);
}

const channelOf = (tabs: BroadcastChannel): Channel => ({
  postMessage: (message) => tabs.postMessage(message),
  listen: (hear) => {
    tabs.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  },
  close: () => tabs.close(),
});
