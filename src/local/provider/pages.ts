// The pages of this machine's provider: who are you, do you want to sign out, what went wrong. Forms alone, no script.
// Invariant: what somebody typed is text.
import { PEOPLE } from './people.ts';

const LETTERS: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (value: string): string =>
  value.replaceAll(/[&<>"']/g, (letter) => LETTERS[letter] ?? '');

const STYLE = `:root{color-scheme:light dark}body{max-width:22rem;margin:12vh auto;padding:0 1rem;
font:16px/1.5 system-ui,sans-serif}h1{font-size:1.3rem}form,p{display:grid;gap:.6rem}
form{margin-bottom:1.4rem}p:empty{display:none}input,button{font:inherit;padding:.6rem .8rem;border-radius:.5rem;border:1px solid #8888}`;

const page = (title: string, body: string): string => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${STYLE}</style></head><body><h1>${text(title)}</h1>${body}</body></html>`;

/** `action`: where the form goes. */
export const loginPage = (action: string, problem = ''): string =>
  page(
    'Who are you?',
    `<p>This provider is for trying out: it believes everybody.</p>
<form method="post" action="${text(action)}">
${PEOPLE.map((name) => `<button name="person" value="${name}">${name}</button>`).join('\n')}
</form><form method="post" action="${text(action)}"><label for="person">Somebody else</label>
<input id="person" name="person" autocomplete="off"><p role="alert">${text(problem)}</p><button>Sign in</button></form>
<form method="post" action="${text(action)}"><button name="cancel" value="yes">Cancel</button></form>`,
  );

/** `form`: the provider's own, which says that it was this page that asked. */
export const signOutPage = (form: string): string =>
  page(
    'Sign out here, too?',
    `${form}<p><button type="submit" form="op.logoutForm" value="yes" name="logout">Yes, sign me out</button>
<button type="submit" form="op.logoutForm">No, stay signed in</button></p>`,
  );

export const signedOutPage = (): string => page('You are signed out', '');

export const errorPage = (problems: readonly string[]): string =>
  page('This did not work', problems.map((problem) => `<p>${text(problem)}</p>`).join('\n'));
