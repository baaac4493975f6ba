// What the page's benchmark runs inside the page, as text: types of a browser are not those of the programs. Times are
// milliseconds since the page began to load.

/** Before anything of the page: notes when a picture shows the first message, and every task that kept the page from answering. */
export const NOTES = `
  window.bench = { first: undefined, tasks: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) bench.tasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  const drawn = new MutationObserver(() => {
    if (document.querySelector('.message') === null) return;
    bench.drawn = performance.now();
    drawn.disconnect();
  });
  drawn.observe(document, { childList: true, subtree: true });
  // The first picture that shows anything, and each that shows something larger: a message is larger than all that is there before it.
  // Not which element it was: another one may have taken its place meanwhile.
  const paints = new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name !== 'first-paint' && startTime >= bench.drawn) bench.first ??= startTime;
  });
  for (const type of ['paint', 'largest-contentful-paint']) paints.observe({ type, buffered: true });
`;

/** The longest task since a moment. */
export const LONGEST = `(since) =>
  Math.max(0, ...bench.tasks.filter(({ startTime }) => startTime >= since).map(({ duration }) => duration))`;

/**
 * Pictures of a list that is scrolled by \`step\` pixels each, for a while; \`dropped\` are those that a 60 Hz screen missed: by the
 * times that the pictures are for, which are a screen's, and not when each came to its turn.
 */
export const SCROLL = `async ({ selector, step, ms }) => {
  const box = document.querySelector(selector);
  const begin = await new Promise(requestAnimationFrame);
  let [last, pictures, dropped, most] = [begin, 0, 0, 0];
  while (last - begin < ms) {
    const now = await new Promise(requestAnimationFrame);
    if (pictures++ > 0) {
      dropped += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1);
      most = Math.max(most, now - last);
    }
    last = now;
    box.scrollTop = step === 0 ? 0 : box.scrollTop - step;
  }
  return { pictures, dropped, most };
}`;

/** In place of the page the same messages, so many of them, drawn once and for good: what this machine drops by itself. */
export const STILL = `(count) => {
  const chat = document.querySelector('.chat').cloneNode(true);
  const list = chat.querySelector('.scroller ol');
  const rows = [...list.querySelectorAll('.message')];
  list.replaceChildren();
  for (let i = 0; i < count; i += 1) list.append(rows[i % rows.length].cloneNode(true));
  document.body.replaceChildren(chat);
  const box = chat.querySelector('.scroller');
  box.scrollTop = box.scrollHeight;
}`;

/** The number of the first line in sight, and how many messages are drawn. */
export const SIGHT = `(() => {
  const box = document.querySelector('.scroller').getBoundingClientRect();
  const rows = [...document.querySelectorAll('.message')];
  const first = rows.find((row) => row.getBoundingClientRect().bottom > box.top);
  return { line: Number(/line (\\d+)/.exec(first?.textContent ?? '')?.[1]), drawn: rows.length };
})()`;

/** When the last message on the screen is this one. */
export const LAST_SEEN = `(text) => new Promise((resolve) => {
  const look = () => {
    const last = [...document.querySelectorAll('.message')].at(-1);
    if (last?.textContent.includes(text)) setTimeout(() => resolve(performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})`;

/** How long a letter takes to its picture. */
export const TYPE = `async () => {
  const field = document.querySelector('.composer textarea');
  const begin = performance.now();
  field.focus();
  field.setRangeText('x');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - begin;
}`;
