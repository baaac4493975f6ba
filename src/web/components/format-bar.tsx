// Above the field where one writes: marks for what is selected in it, for whoever does not type them. One stop of the Tab key.
import type { Lines, Mark } from '../model/text/writing.ts';
import { FORMAT_WORDS } from '../words/format.ts';
import { stepThrough } from './step-through.ts';

/** Each with its sign, as it looks (composer.css). */
const DEEDS = [
  ['bold', 'B'],
  ['italic', 'I'],
  ['strike', 'S'],
  ['code', '<>'],
  ['list', '•'],
  ['quote', '❝'],
] as const satisfies readonly (readonly [Mark | Lines, string])[];

export function FormatBar({ onFormat }: { onFormat: (how: Mark | Lines) => void }) {
  return (
    <div
      class="format-bar"
      role="toolbar"
      tabIndex={-1}
      aria-label={FORMAT_WORDS.bar}
      onKeyDown={(event) => void stepThrough(event)}
      // The field would lose the focus, and a phone its keyboard.
      onPointerDown={(event) => event.preventDefault()}
    >
      {DEEDS.map(([how, sign], index) => (
        <button
          key={how}
          type="button"
          class="icon-button"
          data-format={how}
          tabIndex={index === 0 ? 0 : -1}
          aria-label={FORMAT_WORDS.deeds[how]}
          title={FORMAT_WORDS.deeds[how]}
          onClick={() => onFormat(how)}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}
