// Something small that opens beside the button it belongs to, and at the foot of a narrow screen: a menu, or a few things to choose
// from. Invariant: whoever closes it by keyboard is where they were.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { stepThrough } from './step-through.ts';
import { usePopover } from './use-popover.ts';

export interface MenuProps {
  label: string;
  /** A dialog has fields in it, a menu only what is chosen. */
  role?: 'menu' | 'dialog';
  anchor: HTMLElement;
  onClose: () => void;
  children: ComponentChildren;
}

const MARGIN = 8;

export function Menu({ label, role = 'menu', anchor, onClose, children }: MenuProps) {
  const panel = useRef<HTMLDivElement>(null);
  const close = (byKey: boolean) => {
    if (byKey) anchor.focus({ preventScroll: true });
    onClose();
  };
  usePopover(panel, { onClose: close, shows: label });
  useLayoutEffect(() => {
    const box = panel.current;
    if (box === null) return;
    const at = anchor.getBoundingClientRect();
    const { innerWidth, innerHeight } = window;
    const below = at.bottom + 4;
    const fits = below + box.offsetHeight + MARGIN <= innerHeight;
    const top = fits ? below : Math.max(MARGIN, innerHeight - box.offsetHeight - MARGIN);
    const left = Math.min(at.left, innerWidth - box.offsetWidth - MARGIN);
    box.style.setProperty('--top', `${top}px`);
    box.style.setProperty('--left', `${Math.max(MARGIN, left)}px`);
  }, []);
  return (
    <>
      <button
        type="button"
        class="popover-scrim"
        tabIndex={-1}
        aria-hidden="true"
        onClick={() => close(false)}
      />
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: each of the roles takes a label. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it has one of the roles. */}
      <div
        ref={panel}
        class="popover anchored"
        role={role}
        aria-label={label}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (role === 'menu' && event.key === 'Tab') close(true);
          else if (role !== 'menu' || !stepThrough(event)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {children}
      </div>
    </>
  );
}

export interface MenuItemProps {
  role?: 'menuitem' | 'menuitemcheckbox' | 'menuitemradio';
  checked?: boolean;
  children: ComponentChildren;
  onChoose: () => void;
}

export function MenuItem({ role = 'menuitem', checked, children, onChoose }: MenuItemProps) {
  return (
    <button
      type="button"
      role={role}
      class="item"
      tabIndex={-1}
      {...(checked === undefined ? {} : { 'aria-checked': checked })}
      onClick={onChoose}
    >
      <span>{children}</span>
      {checked !== undefined && (
        <span class="check" aria-hidden="true">
          {checked ? '✓' : ''}
        </span>
      )}
    </button>
  );
}
