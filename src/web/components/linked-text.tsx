// Text as it was written, with its web addresses as links. It is rendered as text nodes, never as HTML.
import { linkify } from '../model/linkify.ts';

export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {linkify(text).map((part) =>
        'href' in part ? (
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  );
}
