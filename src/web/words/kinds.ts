// What is said where one chooses who may come into a room: when it is made, and in its settings.

export const KIND_WORDS = {
  label: 'Who may come in',
  kinds: [
    { kind: 'public', label: 'Public', says: 'Everybody may find it, read and write in it.' },
    { kind: 'private', label: 'Private', says: 'Only who was invited knows of it.' },
  ],
} as const;
