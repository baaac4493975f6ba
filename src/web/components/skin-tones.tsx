// The tone of skin that emoji of people come in: one button that opens the six of them.
import { useRef, useState } from 'preact/hooks';
import { TONES } from '../model/text/emoji-set.ts';
import { TONE_WORDS } from '../words/emoji.ts';

const HAND = '✋';

export interface SkinTonesProps {
  tone: number;
  onTone: (tone: number) => void;
}

export function SkinTones({ tone, onTone }: SkinTonesProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!open) {
    return (
      <button
        ref={button}
        type="button"
        class="tone"
        aria-label={TONE_WORDS.now(TONE_WORDS.tones[tone] ?? '')}
        title={TONE_WORDS.label}
        onClick={() => setOpen(true)}
      >
        {HAND + (TONES[tone] ?? '')}
      </button>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a set of fields it is not.
    <div class="tones" role="group" aria-label={TONE_WORDS.label}>
      {TONES.map((modifier, index) => (
        <button
          key={modifier}
          // The focus goes on where it was.
          ref={(element) => {
            if (index === tone) element?.focus();
          }}
          type="button"
          class="tone"
          aria-pressed={index === tone}
          aria-label={TONE_WORDS.tones[index]}
          title={TONE_WORDS.tones[index]}
          onClick={() => {
            onTone(index);
            setOpen(false);
          }}
        >
          {HAND + modifier}
        </button>
      ))}
    </div>
  );
}
