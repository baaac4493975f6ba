// Above the field: which message one answers, or which of one's own one writes anew. Its button takes that back.
import type { Chat } from '../model/chat.ts';
import type { Writing } from '../model/chat-state.ts';
import { snippetOf } from '../model/message-words.ts';
import { shownIn } from '../model/on-screen.ts';
import { COMPOSING_WORDS as WORDS } from '../words/writing.ts';
import { Icon } from './icon.tsx';
import { useStore } from './use-store.ts';

export interface ComposingBarProps {
  chat: Chat;
  /** The room's name. */
  name: string;
  writing: Writing;
  onDrop: () => void;
}

export function ComposingBar({ chat, name, writing, onDrop }: ComposingBarProps) {
  const seq = writing.editing?.seq ?? writing.answering;
  const isEdit = writing.editing !== undefined;
  const message = useStore(chat.store, (state) =>
    shownIn(state, name)?.view.messages.find((one) => one.seq === seq),
  );
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
