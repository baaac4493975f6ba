// Above the field: which message one answers, or which of one's own one writes anew. Its button takes that back.
import type { Writing } from '../model/chat-state.ts';
import { snippetOf } from '../model/message-words.ts';
import type { Room } from '../model/room.ts';
import { COMPOSING_WORDS as WORDS } from '../words/writing.ts';
import { Icon } from './icon.tsx';

export interface ComposingBarProps {
  room: Room;
  writing: Writing;
  onDrop: () => void;
}

export function ComposingBar({ room, writing, onDrop }: ComposingBarProps) {
  const seq = writing.editing?.seq ?? writing.answering;
  const isEdit = writing.editing !== undefined;
  const message = room.view.messages.find((one) => one.seq === seq);
  const isGone = message?.deleted !== undefined;
  const answering = message === undefined ? WORDS.answeringAny : WORDS.answering(message.user.name);
  return (
    <div class="composing">
      <Icon name={isEdit ? 'edit' : 'reply'} size={16} />
      <p id="composing" role="status">
        <strong>{isEdit ? WORDS.editing : answering}</strong>{' '}
        {isGone ? <em>{WORDS.gone}</em> : snippetOf(message?.text ?? '')}
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={isEdit ? WORDS.leaveEdit : WORDS.leaveAnswer}
        title={isEdit ? WORDS.leaveEditHint : WORDS.leaveAnswerHint}
        onClick={onDrop}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
