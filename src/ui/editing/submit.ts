import type { KeyboardEvent } from 'react';

/** A list box keeps Enter to itself; here it ends the dialog as in the other fields. */
export function submitOnEnter(event: KeyboardEvent<HTMLSelectElement>): void {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
