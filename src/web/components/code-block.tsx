// Code as it was written, in the colours of its language where somebody said which, and a button that copies it.
import { useEffect, useState } from 'preact/hooks';
import { type CodePart, colouredNow, colouredOf } from '../model/text/highlight.ts';
import { MESSAGE_WORDS } from '../words/messages.ts';
import { Icon } from './icon.tsx';

export interface CodeBlockProps {
  code: string;
  language: string;
  copy: (text: string) => void;
}

export function CodeBlock({ code, language, copy }: CodeBlockProps) {
  return (
    <div class="code-block">
      <pre dir="ltr">
        <code>
          <Coloured key={`${language}\n${code}`} code={code} language={language} />
        </code>
      </pre>
      <button
        type="button"
        class="icon-button"
        tabIndex={-1}
        aria-label={MESSAGE_WORDS.copyCode}
        title={MESSAGE_WORDS.copyCode}
        onClick={() => copy(code)}
      >
        <Icon name="copy" size={16} />
      </button>
    </div>
  );
}

function Coloured({ code, language }: Omit<CodeBlockProps, 'copy'>) {
  const [parts, setParts] = useState<readonly CodePart[] | undefined>(() =>
    colouredNow(code, language),
  );
  useEffect(() => {
    if (parts !== undefined || language === '') return;
    let isGone = false;
    void colouredOf(code, language).then((found) => {
      if (!isGone && found !== undefined) setParts(found);
    });
    return () => {
      isGone = true;
    };
  }, []);
  if (parts === undefined) return <>{code}</>;
  return (
    <>
      {parts.map(({ text, kind }) =>
        kind === undefined ? text : <span class={`code-${kind}`}>{text}</span>,
      )}
    </>
  );
}
