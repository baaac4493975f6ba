import { type Deciding, isModerator } from '../kernel/command.ts';

/** Whether who asks may do in this room what only its moderators may. */
export const moderates = ({ asker }: Pick<Deciding, 'asker'>): boolean => isModerator(asker);
