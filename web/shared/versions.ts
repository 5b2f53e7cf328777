/**
 * States of a conversation reach a client by different ways: frames, which may come twice, and responses, which a frame may
 * have overtaken. The higher version is the newer state (docs/realtime.md).
 */

export interface Versioned {
  id: string;
  version: number;
}

/** Whether a state that arrives replaces the one that is shown. Equal ones do: they may differ in presence. */
export function replaces(found: Versioned, shown: Versioned): boolean {
  return found.id === shown.id ? found.version >= shown.version : found.id > shown.id; // IDs grow with time
}

/** What to show of a state that arrives and the one that is shown, if any. */
export function newer<T extends Versioned>(found: T, shown: T | null | undefined): T {
  return !shown || replaces(found, shown) ? found : shown;
}
