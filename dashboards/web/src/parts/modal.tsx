import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Properties {
  readonly label: string;
  readonly close: () => void;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A dialog over the page: Esc or a click beside it closes, focus stays inside and returns afterwards. */
export function Modal({ label, close, children, ...rest }: Properties) {
  const ref = useRef<HTMLDialogElement>(null);
  // Before the next paint, so that what is typed at once after the key lands in the dialog.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the key, and the dialog brings it
    <dialog
      ref={ref}
      class={`modal ${rest.class ?? ''}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // A browser may close a dialog without asking first (a second Esc in a row); then the page must follow.
      onClose={() => {
        if (ref.current !== null) close();
      }}
      onClick={(event) => {
        if (event.target === ref.current) close();
      }}
    >
      <div class="modal-body">{children}</div>
    </dialog>
  );
}
