// Puts a text where it can be pasted from. False where there is no permission, or a page that is not served safely: there is no
// clipboard at all then.

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Whoever asked says so in words.
    return false;
  }
}
