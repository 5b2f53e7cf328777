/** Attached to a field that appears because it was asked for, so that typing goes on in it. */
export const focused = (field: HTMLElement): void => field.focus()
