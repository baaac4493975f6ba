// What the keys are called on this machine: a Mac has another one for Ctrl.

const isMac = /mac|iphone|ipad/i.test(navigator.platform);

export const MOD_KEY = isMac ? '⌘' : 'Ctrl';

export const keyName = (key: string): string => {
  if (key === 'Mod') return MOD_KEY;
  if (key === 'Alt' && isMac) return '⌥';
  return key === 'Shift' && isMac ? '⇧' : key;
};
