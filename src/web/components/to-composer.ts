// The focus goes to where one writes, which is there with the room's next rendering; not on a phone, whose keyboard would jump up.
export function toComposer(): void {
  if (!matchMedia('(pointer: fine)').matches) return;
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.composer textarea')?.focus());
}
