/** What outlives the page, and how tabs of one browser tell each other. Where a browser forbids storage, everything
 * is kept for as long as the page lives. */

export class Storage {
  private readonly memory = new Map<string, string>();

  constructor(private readonly prefix: string) {}

  get<T>(name: string): T | null {
    const key = this.prefix + name;
    let text = this.memory.get(key) ?? null;
    try {
      text = localStorage.getItem(key) ?? text;
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
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(key, text);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, text);
    }
  }

  remove(name: string): void {
    this.memory.delete(this.prefix + name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // nothing was stored
    }
  }

  /** Calls back when another tab changed what is kept under this name. */
  onChange(name: string, changed: () => void): void {
    addEventListener("storage", (event) => {
      if (event.key === this.prefix + name) changed();
    });
  }
}

/** Tells the same visitor's other tabs. */
export class Tabs {
  private readonly channel: BroadcastChannel | null;

  constructor(name: string, heard: (said: unknown) => void) {
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
    this.channel?.addEventListener("message", (event) => heard(event.data));
  }

  tell(what: unknown): void {
    this.channel?.postMessage(what);
  }
}
