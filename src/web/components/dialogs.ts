// What people, rooms and names are asked about in: not seen at first, and fetched behind it (use-dialogs.ts).
export { CreateRoom } from './create-room.tsx';
export { DayJump } from './day-jump.tsx';
export { Invite } from './invite.tsx';
export { PersonDialog } from './person-dialog.tsx';
export { Rename } from './rename.tsx';
export { WriteTo } from './write-to.tsx';
