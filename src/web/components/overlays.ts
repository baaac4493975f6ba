// What is not seen at first, and fetched behind it (use-later.ts).
export { KeyboardHelp } from './keyboard-help.tsx';
export { RoomDirectory } from './room-directory.tsx';
export { Settings } from './settings.tsx';
