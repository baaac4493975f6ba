// What the mouse finds on a message: a reaction, an answer, everything else. By keyboard and by touch the menu has the same.
import type { MessageRow } from '../model/rows.ts';
import { Icon } from './icon.tsx';
import type { MessageDeeds } from './message-deeds.ts';

export function HoverBar({ row, deeds }: { row: MessageRow; deeds: MessageDeeds }) {
  const isInLog = row.seq !== undefined;
  const buttons = [
    ...(isInLog
      ? ([
          ['smile', 'React', () => deeds.open(row, 'emoji')],
          ['reply', 'Reply', () => deeds.reply(row)],
        ] as const)
      : []),
    ['more', 'More', () => deeds.open(row, 'menu')] as const,
  ];
  return (
    <div class="hover-bar">
      {buttons.map(([icon, label, act]) => (
        <button
          key={label}
          type="button"
          class="icon-button"
          tabIndex={-1}
          aria-label={label}
          title={label}
          onClick={act}
        >
          <Icon name={icon} size={18} />
        </button>
      ))}
    </div>
  );
}
