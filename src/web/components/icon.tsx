// The page's few pictures, drawn in the colour of the text around them. Beside words they say nothing to a screen
// reader; alone they need a label on what they stand in.

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M5 12h13M12.5 5.5L19 12l-6.5 6.5',
  down: 'M12 5v13M5.5 12.5L12 19l6.5-6.5',
  leave: 'M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9',
  clock: 'M12 7v5l3 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  ticks: 'M2 12.5l4.5 4.5L16 7.5M11 16.2l.8.8L21.5 7.5',
  reply: 'M9.5 7L4.5 12l5 5M5 12h9a5.5 5.5 0 0 1 5.5 5.5v1',
  smile:
    'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.5 14.2a4.3 4.3 0 0 0 7 0M9 9.6v.1M15 9.6v.1',
  more: 'M5 12h1M11.5 12h1M18 12h1',
  pin: 'M9 4h6l-.7 6.2 3.2 3.3v1.5h-11v-1.5l3.2-3.3zM12 15v5.5',
  edit: 'M5 19l.8-3.6L16 5.2l2.8 2.8L8.6 18.2zM13.8 7.4l2.8 2.8',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7',
  copy: 'M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9',
  about: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5M12 7.8v.1',
  lock: 'M6 11h12v8.500H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  muted: 'M5 9.500h3l4-3.500v12l-4-3.500H5zM15.500 9.500l5 5M20.500 9.500l-5 5',
  write: 'M4 5.500h16v10.500H10l-4.500 4v-4H4zM8.500 10.700h7',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20.5 20.5',
  people:
    'M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 19.5c.6-3.4 3.2-5 6.5-5s5.9 1.6 6.5 5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 15c2 .8 3.2 2.3 3.5 4.500',
  up: 'M12 19V6M5.5 11.5L12 5l6.5 6.500',
  bell: 'M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4',
  quiet: 'M6 16.500V11a6 6 0 0 1 9-5.200M18 10.500v6M6 16.500L4.500 18H16M10 20.500h4M4 4l16 16',
  settings: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M15 5v4M9 10v4M15 15v4',
  link: 'M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700L11.500 6.800M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1.500-1.500',
  unread: 'M4 6.500h11M4 12h16M4 17.500h16M19.500 6.400v.2',
  format:
    'M3 18.500L8 6l5 12.500M4.800 14.500h6.400M17.500 12.500a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600zM20.500 12.500v6',
  alert: 'M12 8v5M12 16.5v.1M12 3.5L2.8 19.5h18.4z',
} as const;

export function Icon({ name, size = 20 }: { name: keyof typeof PATHS; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The bubble with three lines of a log in it. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        fill="var(--accent)"
        d="M9 3h14a6 6 0 0 1 6 6v9a6 6 0 0 1-6 6h-7.5l-6.2 4.7A.8.8 0 0 1 8 28v-4.1A6 6 0 0 1 3 18V9a6 6 0 0 1 6-6z"
      />
      <g stroke="var(--on-accent)" stroke-width="2.4" stroke-linecap="round">
        <path d="M10 10h12M10 14h8M10 18h5" />
      </g>
    </svg>
  );
}
