// The log against what was posted and acknowledged (P1 to P3): what somebody was told is there, once, as it was said.
import { keyOf, type Post } from '../tape.ts';
import type { Entries } from './entries.ts';
import { EARLY_MS, type Evidence, isVoid } from './evidence.ts';
import type { Find } from './judge.ts';

export function judgeLog({ tape, log }: Evidence, entries: Entries, find: Find): void {
  for (const { user, id, seq, at } of tape.acks) {
    const key = keyOf(user, id);
    const entry = entries.bySeq.get(seq);
    const told = `${id} was acknowledged as ${seq} at ${at}`;
    if (entry !== undefined && entry.id === id && entry.user.id === user) {
      const stored = `${told}, stored at ${entry.at}`;
      if (isVoid(entry)) find('acknowledged, though void', stored);
      if (at < entry.at - EARLY_MS) find('told before it was stored', stored);
      continue;
    }
    const there = entries.byId.get(key);
    if (there === undefined) find('acknowledged, not in the log', told);
    else {
      const at = there.map((each) => each.seq).join(', ');
      find('acknowledged under another sequence', `${told}, the log has it at ${at}`);
    }
  }
  for (const [key, [first, ...more]] of entries.byId) {
    if (first === undefined || more.length === 0) continue;
    const made = tape.posts.get(key)?.madeAt;
    const at = [first, ...more].map((entry) => `${entry.seq} (stored ${entry.at})`).join(', ');
    find('an id stored twice', `${first.id}, made ${made}: ${at}`);
  }
  for (const entry of log) {
    const post = tape.posts.get(keyOf(entry.user.id, entry.id));
    if (post === undefined) find('forged', `${entry.seq}: nobody posted ${entry.id}`);
    else if (
      entry.text !== post.text ||
      entry.room !== post.room ||
      entry.user.name !== post.user.name
    ) {
      find('forged', `${entry.seq}: ${JSON.stringify(entry)} was posted as ${shown(post)}`);
    }
  }
  judgeOrder(tape.posts.values(), entries, find);
}

const shown = ({ room, text, user }: Post): string => JSON.stringify({ room, text, user });

/** What one sender said in a room stands there in the order it was said. */
function judgeOrder(posts: Iterable<Post>, entries: Entries, find: Find): void {
  const said = new Map<string, Post[]>();
  for (const post of posts) {
    if (!post.ordered) continue;
    const key = `${post.by} in ${post.room}`;
    const list = said.get(key) ?? [];
    list.push(post);
    said.set(key, list);
  }
  for (const [who, list] of said) {
    let before: { n: number; seq: number } | undefined;
    for (const { n, user, id } of list.sort((a, b) => a.n - b.n)) {
      const seq = entries.byId.get(keyOf(user.id, id))?.[0]?.seq;
      if (seq === undefined) continue;
      if (before !== undefined && seq < before.seq) {
        const what = `message ${n} is ${seq}, message ${before.n} is ${before.seq}`;
        find('a sender out of order', `${who}: ${what}`);
      }
      before = { n, seq };
    }
  }
}
