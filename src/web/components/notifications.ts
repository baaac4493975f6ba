// The browser's own way of telling somebody something outside of the page. Invariant: it is asked for only by a press of the
// person's.
import type { Call } from '../model/calls.ts';
import type { Shown } from '../model/notifier.ts';

export type Permission = NotificationPermission | 'impossible';

/** A page that is not served safely has none of it. */
export const mayNotify = (): Permission =>
  'Notification' in window && 'locks' in navigator ? Notification.permission : 'impossible';

export async function askToNotify(): Promise<Permission> {
  const before = mayNotify();
  return before === 'default' ? await Notification.requestPermission() : before;
}

/** `open`: the person pressed it. Undefined where this browser shows nothing from a page. */
export function showCall({ room, seq, title, body }: Call, open: () => void): Shown | undefined {
  if (mayNotify() !== 'granted') return undefined;
  try {
    const shown = new Notification(title, { body, tag: `${room}/${seq}`, icon: '/favicon.svg' });
    shown.onclick = () => {
      window.focus();
      shown.close();
      open();
    };
    return shown;
  } catch {
    // A phone's browser shows only what a service worker asks for.
    return undefined;
  }
}
