// The tone of skin that emoji of people come in: one button that opens the six of them.
import { useRef, useState } from 'preact/hooks';
import { TONE_NAMES, TONES } from '../model/text/emoji-set.ts';

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
        aria-label={`Skin tone: ${TONE_NAMES[tone]}`}
        title="Skin tone"
        onClick={() => setOpen(true)}
      >
        {HAND + (TONES[tone] ?? '')}
      </button>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a set of fields it is not.
    <div class="tones" role="group" aria-label="Skin tone">
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
          aria-label={TONE_NAMES[index]}
          title={TONE_NAMES[index]}
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
