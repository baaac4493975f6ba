// What a message says, with its marks. Invariant: it is drawn from the parser's tree as elements and text nodes, never as HTML; there
// are no elements but those of this file, code-block.tsx and spoken-text.tsx, and no attribute that the text chooses but a link's address.
import type { ComponentChildren } from 'preact';
import type { Inline } from '../model/text/inlines.ts';
import { isBig, markedOf, waitsForMarks } from '../model/text/marked.ts';
import { mayName } from '../model/text/spoken.ts';
import type { Block } from '../model/text/tree.ts';
import { CodeBlock } from './code-block.tsx';
import type { MessageDeeds } from './message-deeds.ts';
import { SpokenText } from './spoken-text.tsx';
import { useMarks } from './use-marks.ts';

export interface MarkedTextProps {
  text: string;
  /** Whom the log says that it speaks to. */
  mentions?: readonly string[] | undefined;
  deeds: Pick<MessageDeeds, 'store' | 'copy'>;
  /** Whether something stands behind its last word. */
  isEdited?: boolean;
}

/** Most texts have no marks: they wait for none, and are drawn without anything that looks out for them. */
export const MarkedText = (props: MarkedTextProps) =>
  waitsForMarks(props.text) ? <UntilMarked {...props} /> : drawnText(props);

function UntilMarked(props: MarkedTextProps) {
  useMarks();
  return drawnText(props);
}

function drawnText({ text, mentions, deeds, isEdited = false }: MarkedTextProps) {
  const blocks = markedOf(text);
  const [first] = blocks;
  const says = { mentions, deeds };
  if (blocks.length === 1 && first?.is === 'paragraph') {
    const big = isBig(text) ? ' big' : '';
    return (
      <p class={`text${big}${isEdited ? ' edited' : ''}`} dir="auto">
        {first.inside.map((inline) => drawn(inline, says))}
      </p>
    );
  }
  return <div class="text blocks">{blocks.map((block) => drawnBlock(block, says))}</div>;
}

type Says = Pick<MarkedTextProps, 'mentions' | 'deeds'>;

function drawnBlock(block: Block, says: Says): ComponentChildren {
  switch (block.is) {
    case 'paragraph':
      return <p dir="auto">{block.inside.map((inline) => drawn(inline, says))}</p>;
    case 'code':
      return <CodeBlock code={block.text} language={block.language} copy={says.deeds.copy} />;
    case 'quote':
      return (
        <blockquote dir="auto">{block.inside.map((inner) => drawnBlock(inner, says))}</blockquote>
      );
    default: {
      const items = block.items.map((item) => <li dir="auto">{drawnItem(item, says)}</li>);
      if (block.start === undefined) return <ul dir="auto">{items}</ul>;
      return (
        <ol dir="auto" start={block.start}>
          {items}
        </ol>
      );
    }
  }
}

/** Of one paragraph only its words: a room of lists has half as many elements. */
function drawnItem(item: readonly Block[], says: Says): ComponentChildren {
  const [first, ...rest] = item;
  const own = first?.is === 'paragraph' ? first.inside.map((inline) => drawn(inline, says)) : [];
  const isAlone = rest.every((block) => block.is === 'list');
  if (own.length === 0 || !isAlone) return item.map((inner) => drawnBlock(inner, says));
  return [...own, ...rest.map((block) => drawnBlock(block, says))];
}

/** A link is one thing: in it nobody and no room is spoken of. */
function drawn(inline: Inline, says?: Says): ComponentChildren {
  if (inline.is === 'text') {
    const { text } = inline;
    return says === undefined || !mayName(text) ? text : <SpokenText text={text} {...says} />;
  }
  if (inline.is === 'code') return <code>{inline.text}</code>;
  if (inline.is === 'link') {
    return (
      <a href={inline.href} title={inline.href} target="_blank" rel="noopener noreferrer nofollow">
        {inline.inside.map((inner) => drawn(inner))}
      </a>
    );
  }
  const inside = inline.inside.map((inner) => drawn(inner, says));
  if (inline.is === 'strong') return <strong>{inside}</strong>;
  return inline.is === 'em' ? <em>{inside}</em> : <s>{inside}</s>;
}
