// What Slack's incoming webhooks take (https://api.slack.com/messaging/webhooks), as a message: what senders that know Slack send
// works as it is. Of Slack's markup what is no text is said in text. Pure.
import { z } from 'zod';
import type { SaidAs } from '../../chat/message/said-as.ts';
import { isPrintable, NAME_MAX, tidyName } from '../../chat/name/rule.ts';
import { canonicalEmoji } from '../../chat/reaction/emoji.ts';
import { SHORTCODES } from './shortcodes.ts';
import { writtenOf } from './written.ts';

const text = z.string().optional().catch(undefined);
/** Two deliveries that count something are two, whatever they count it in. */
const written = z.unknown().transform(writtenOf);
const attachment = z.looseObject({
  fallback: text,
  pretext: text,
  title: text,
  title_link: text,
  text,
  fields: z
    .array(
      z
        .looseObject({ title: written, value: written })
        .catch({ title: undefined, value: undefined }),
    )
    .catch([])
    .optional(),
});
const payload = z.looseObject({
  text,
  username: text,
  icon_emoji: text,
  attachments: z.array(attachment.catch({})).optional().catch(undefined),
});

export interface Said {
  text: string;
  as?: SaidAs;
}

/** Its text is empty where it says nothing. */
export function saidBySlack(body: object): Said {
  const { text: own = '', username, icon_emoji, attachments = [] } = payload.parse(body);
  const parts = [own, ...attachments.map(wordsOf)].map((part) => plain(part).trim());
  const name = nameOf(username);
  const emoji = emojiOf(icon_emoji);
  const as = { ...(name !== undefined && { name }), ...(emoji !== undefined && { emoji }) };
  return {
    text: parts.filter((part) => part !== '').join('\n'),
    ...(Object.keys(as).length > 0 && { as }),
  };
}

/** A fallback is what its sender says in place of all the rest. */
function wordsOf({ fallback, pretext, title, title_link, fields = [], ...more }: Attachment) {
  if (isSaid(fallback)) return fallback;
  const named = fields.map((field) => [field.title, field.value].filter(isSaid).join(': '));
  return [pretext, title, title_link, more.text, ...named].filter(isSaid).join('\n');
}
type Attachment = z.output<typeof attachment>;

const isSaid = (part: string | undefined): part is string => part !== undefined && part !== '';

function nameOf(username: string | undefined): string | undefined {
  const name = tidyName(username ?? '');
  return name !== '' && name.length <= NAME_MAX && isPrintable(name) ? name : undefined;
}

const emojiOf = (icon: string | undefined): string | undefined =>
  icon === undefined
    ? undefined
    : (SHORTCODES.get(icon.replaceAll(':', '')) ?? canonicalEmoji(icon));

const ESCAPED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
/** `<https://example.org|words>`, `<!here>`, `<#C024BE7LR|room>`, `<@U024BE7LH>`. */
const ANGLE = /<([!#@]?)([^<>|\n]{1,2000})(?:\|([^<>\n]{0,2000}))?>/g;

function plain(marked: string): string {
  return marked
    .replace(ANGLE, (_, kind: string, what: string, label: string | undefined) => {
      if (kind === '!') return label ?? `@${what}`;
      if (kind === '#' || kind === '@') return `${kind}${label ?? what}`;
      return label === undefined || label === '' || label === what ? what : `${label} (${what})`;
    })
    .replace(/&(?:lt|gt|amp);/g, (escaped) => ESCAPED[escaped] ?? escaped);
}
