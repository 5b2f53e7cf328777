/** What outlives the page, and how tabs of one browser tell each other. Where a browser forbids storage, or the visitor
 * has not consented, everything is kept for as long as the page lives. */

import { toJson } from "./json";
import { randomId, sleep } from "./retry";

/** How long a page that begins something is waited for by the others. */
const TURN = 10_000;

export class Storage {
  /** Whether anything may be kept beyond the page. */
  isAllowed = true;
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    /** The browser's: every tab's, or this tab's alone. To name it throws where it is forbidden. */
    private readonly browsers: () => globalThis.Storage = () => localStorage,
  ) {}

  get<T>(name: string): T | null {
    const key = this.prefix + name;
    let text = this.memory.get(key) ?? null;
    try {
      text ??= this.browsers().getItem(key);
    } catch {
      // forbidden: the memory's is all there is
    }
    try {
      return text === null ? null : (JSON.parse(text) as T);
    } catch {
      return null;
    }
  }

  set(name: string, value: unknown): void {
    const key = this.prefix + name;
    const text = toJson(value);
    this.memory.set(key, text);
    if (!this.isAllowed) return;
    try {
      this.browsers().setItem(key, text);
      this.memory.delete(key);
    } catch {
      // forbidden, or full
    }
  }

  remove(name: string): void {
    this.memory.delete(this.prefix + name);
    try {
      this.browsers().removeItem(this.prefix + name);
    } catch {
      // nothing was stored
    }
  }

  /** Removes all that was ever kept for this workspace. */
  erase(): void {
    this.memory.clear();
    try {
      const browsers = this.browsers();
      for (const key of Object.keys(browsers)) if (key.startsWith(this.prefix)) browsers.removeItem(key);
    } catch {
      // nothing was stored
    }
  }

  /** Calls back when another tab changed what is kept under this name. */
  onChange(name: string, changed: () => void): void {
    addEventListener("storage", (event) => {
      if (event.key === this.prefix + name || event.key === null) changed();
    });
  }

  /** Waits until no other page is at this: without Web Locks, which pages without https lack. Of pages that come at
   * once, the one whose name stands after all have written theirs goes first. */
  async inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const mine = randomId();
    const theirs = (): { id: string; until: number } | null => this.get(name);
    while (theirs()?.id !== mine) {
      const before = theirs();
      const isFree = !before || Math.abs(before.until - Date.now()) > TURN || before.until < Date.now();
      if (isFree) this.set(name, { id: mine, until: Date.now() + TURN });
      await sleep(80 + Math.random() * 80);
    }
    try {
      return await work();
    } finally {
      if (theirs()?.id === mine) this.remove(name);
    }
  }
}

/** Of several tabs one works at a time. Browsers that forbid storage refuse locks, too: there no other tab shares
 * anything, and there is nothing to wait for. */
export async function exclusively<T>(
  name: string,
  work: () => Promise<T>,
  otherwise: () => Promise<T> = work,
): Promise<T> {
  let begun: Promise<T> | null = null;
  try {
    const locks = navigator.locks as LockManager | undefined;
    if (locks) return (await locks.request(name, () => (begun = work()))) as T;
  } catch (failure) {
    if (begun) throw failure; // the work's own
  }
  return otherwise();
}

/** Tells the same visitor's other tabs. */
export class Tabs {
  private channel: BroadcastChannel | null = null;

  constructor(name: string, heard: (said: unknown) => void) {
    try {
      this.channel = new BroadcastChannel(name);
      this.channel.onmessage = (event) => heard(event.data);
    } catch {
      // there is none, or it is forbidden
    }
  }

  tell(what: unknown): void {
    this.channel?.postMessage(what);
  }
}
