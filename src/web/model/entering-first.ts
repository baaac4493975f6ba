// What a person enters who has nothing of any room yet.

export const FIRST_ROOM = 'lobby';
/** Messages of a room that one enters without having anything of it. */
export const LAST = 50;
