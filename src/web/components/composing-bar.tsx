// Above the field: which message one answers, or which of one's own one writes anew. Its button takes that back.
import type { Writing } from '../model/chat-state.ts';
import { snippetOf } from '../model/message-words.ts';
import type { Room } from '../model/room.ts';
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
  const what = isEdit ? 'Editing your message' : `Answering ${message?.user.name ?? 'a message'}`;
  return (
    <div class="composing">
      <Icon name={isEdit ? 'edit' : 'reply'} size={16} />
      <p id="composing" role="status">
        <strong>{what}</strong>{' '}
        {isGone ? <em>which was deleted meanwhile</em> : snippetOf(message?.text ?? '')}
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={isEdit ? 'Leave the message as it is' : 'Do not answer'}
        title={isEdit ? 'Leave it as it is (Escape)' : 'Do not answer (Escape)'}
        onClick={onDrop}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
