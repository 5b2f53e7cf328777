/** Storage that outlives the page, and messages between tabs. If the browser forbids storage or the visitor has not
 * consented, everything is kept in memory. */

import { toJson } from "./json";
import { randomId, sleep } from "./retry";

/** How long other pages wait for the one that began something. */
const TURN = 10_000;

export class Storage {
  /** Whether anything may be stored. */
  isAllowed = true;
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    /** The browser's storage, of all tabs or of this one. Merely naming it throws if it is forbidden. */
    private readonly browsers: () => globalThis.Storage = () => localStorage,
  ) {}

  get<T>(name: string): T | null {
    const key = this.prefix + name;
    let text = this.memory.get(key) ?? null;
    try {
      text ??= this.browsers().getItem(key);
    } catch {
      // forbidden: only memory is left
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
    this.keep(key, text);
  }

  /** Says whether anything may be stored. What was kept in memory until it may is stored then. */
  allow(isAllowed: boolean): void {
    this.isAllowed = isAllowed;
    if (!isAllowed) this.erase();
    for (const [key, text] of this.memory) this.keep(key, text);
  }

  private keep(key: string, text: string): void {
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

  /** Removes everything that was stored for this workspace. */
  private erase(): void {
    this.memory.clear();
    try {
      const browsers = this.browsers();
      for (const key of Object.keys(browsers)) if (key.startsWith(this.prefix)) browsers.removeItem(key);
    } catch {
      // nothing was stored
    }
  }

  /** Calls back when another page changes the value of this name, or may have while this one was in the back/forward
   * cache, where it hears nothing. */
  onChange(name: string, changed: () => void): void {
    addEventListener("storage", (event) => {
      if (event.key === this.prefix + name || event.key === null) changed();
    });
    addEventListener("pageshow", (event) => event.persisted && changed());
  }

  /** Waits until no other page is doing this, for pages without HTTPS, which lack Web Locks. Of pages that start at
   * once, the one whose name remains after all have written theirs goes first. */
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

/** Runs in one tab at a time. Browsers that forbid storage forbid locks, too: there, tabs share nothing,
 * so there is nothing to wait for. */
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
    if (begun) throw failure; // thrown by the work itself
  }
  return otherwise();
}

/** Notifies the same visitor's other tabs. */
export class Tabs {
  private channel: BroadcastChannel | null = null;

  constructor(name: string, heard: (said: unknown) => void) {
    try {
      this.channel = new BroadcastChannel(name);
      this.channel.onmessage = (event) => heard(event.data);
    } catch {
      // not supported, or forbidden
    }
  }

  tell(what: unknown): void {
    this.channel?.postMessage(what);
  }
}
