// Who the people of a room are, what people, rooms and names are asked about in, and the marks of a text: not seen at first, and
// fetched behind it (use-dialogs.ts).
export { CreateRoom } from './create-room.tsx';
export { DayJump } from './day-jump.tsx';
export { EmojiPicker } from './emoji-picker.tsx';
export { FormatBar } from './format-bar.tsx';
export { Invite } from './invite.tsx';
export { People } from './people.tsx';
export { PersonDialog } from './person-dialog.tsx';
export { Rename } from './rename.tsx';
export { SaidBy } from './said-by.tsx';
export { WriteTo } from './write-to.tsx';
