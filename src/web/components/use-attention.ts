// The tab tells what is new: in its title and on its picture.
import { useEffect } from 'preact/hooks';
import { attentionOf, pictureOf, titleOf } from '../model/attention.ts';
import type { Chat } from '../model/chat.ts';
import { calledIn } from '../model/room-names.ts';

export function useAttention(chat: Chat): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const plain = link?.getAttribute('href') ?? '';
    const show = () => {
      const attention = attentionOf(chat.store.get());
      const { current } = chat;
      const title = titleOf(current && calledIn(current, chat.user.id), attention);
      if (document.title !== title) document.title = title;
      const picture = pictureOf(attention) ?? plain;
      if (link !== null && link.getAttribute('href') !== picture) link.href = picture;
    };
    show();
    const end = chat.store.subscribe(show);
    return () => {
      end();
      document.title = 'ChatK8S';
      if (link !== null) link.href = plain;
    };
  }, [chat]);
}
