// What stands around a room's messages, and is drawn once they can be read: fetched right behind the page's first picture (use-beside.ts).
export { AskToNotify } from './ask-to-notify.tsx';
export { Composer } from './composer.tsx';
export { EmptyRoom } from './empty-room.tsx';
export { Invitations } from './invitations.tsx';
export { NotIn } from './not-in.tsx';
export { PinnedList } from './pinned-list.tsx';
export { RoomMenu } from './room-menu.tsx';
export { SearchPanel } from './search-panel.tsx';
export { Sidebar } from './sidebar.tsx';
export { Switcher } from './switcher.tsx';
export { UnreadBar } from './unread-bar.tsx';
