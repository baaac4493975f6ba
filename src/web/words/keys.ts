// Which keys there are.

export const KEY_WORDS = {
  title: 'Keyboard shortcuts',
  open: 'Keyboard shortcuts',
  groups: [
    {
      title: 'Everywhere',
      keys: [
        { keys: ['Mod', 'K'], does: 'Go to a room or a person' },
        { keys: ['Mod', 'Shift', 'F'], does: 'Search messages' },
        { keys: ['F6'], does: 'The next part of the page: rooms, header, messages, writing' },
        { keys: ['Shift', 'F6'], does: 'The part before' },
        { keys: ['Alt', '↑ ↓'], does: 'The room before, the next room' },
        { keys: ['Alt', 'Shift', '↑ ↓'], does: 'The same, of those with something new' },
        { keys: ['/'], does: 'Find one of your rooms in the list' },
        { keys: ['Mod', ','], does: 'Settings' },
        { keys: ['Mod', '/'], does: 'This list; also ?, where you are not writing' },
        { keys: ['Shift', 'Esc'], does: 'Mark all rooms as read' },
      ],
    },
    {
      title: 'Writing',
      keys: [
        { keys: ['Enter'], does: 'Send' },
        { keys: ['Shift', 'Enter'], does: 'A new line' },
        {
          keys: ['Mod', 'B'],
          does: 'Bold; with I italic, with E code, with Shift and X struck through',
        },
        { keys: ['↑'], does: 'Edit your last message, where nothing is written yet' },
        { keys: ['Esc'], does: 'Leave an edit or an answer' },
      ],
    },
    {
      title: 'Messages',
      keys: [
        { keys: ['Shift', 'Tab'], does: 'From where you write to the messages' },
        { keys: ['↑ ↓'], does: 'From message to message' },
        { keys: ['← →'], does: 'Through what stands in one' },
        { keys: ['Enter'], does: 'What can be done with it; each deed has a letter there' },
        { keys: ['Esc'], does: 'Back to where you write' },
      ],
    },
    {
      title: 'List of rooms',
      keys: [
        { keys: ['↑ ↓'], does: 'From room to room' },
        { keys: ['M'], does: 'Favourite, mute, notifications of one' },
      ],
    },
  ],
  ticks: 'One tick beside your message: it is stored. Two: a search finds it, too.',
} as const;
