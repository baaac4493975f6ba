// What can be done with a message, all emoji, the marks of a text, who the people of a room are, and what people, rooms and names are asked
// about in: not seen at first, and fetched behind it (use-dialogs.ts).
export { CreateRoom } from './create-room.tsx';
export { DayJump } from './day-jump.tsx';
export { EmojiPanel } from './emoji-panel.tsx';
export { FormatBar } from './format-bar.tsx';
export { Invite } from './invite.tsx';
export { MessagePopup } from './message-popup.tsx';
export { People } from './people.tsx';
export { PersonDialog } from './person-dialog.tsx';
export { Rename } from './rename.tsx';
export { SaidBy } from './said-by.tsx';
export { WriteTo } from './write-to.tsx';
