/** Messages to be sent: stored so that a reload does not lose them, and sent one after the other, in order. */

import type { SaidAnswer } from "../../generated/api";
import { ApiError } from "./http";
import { jitter } from "./retry";
import { exclusively, type Storage } from "./storage";

/** After how long without a change another page's messages are taken for abandoned. */
const ABANDONED = 10_000;

export interface Pending {
  /** The `clientMessageId`, which makes retries idempotent. */
  id: string;
  content: string;
  attachmentIds: string[];
  files: { fileName: string; mimeType: string; size: number }[];
  createdAt: string;
  /** The conversation, or a name for one that the first message of that name begins. */
  to?: string;
  /** The visitor whose conversation that is. */
  by?: string | null;
  /** The proactive message that it answers. */
  proactiveId?: string;
  /** Rejected permanently; the visitor decides whether to try again. */
  failed?: boolean;
}

export class Outbox {
  /** When the server takes the next message, if it has refused one because there were too many; otherwise 0. */
  opensAt = 0;
  private attempt = 0;
  private timer = 0;
  private running = false;

  constructor(
    private readonly storage: Storage,
    private readonly lock: string,
    private readonly send: (message: Pending) => Promise<SaidAnswer>,
    private readonly onSent: (message: Pending, answer: SaidAnswer) => void,
    private readonly onChange: () => void,
  ) {
    storage.onChange("outbox", () => {
      onChange();
      // If its page is closed before it has sent a message, another one does.
      this.flushIn(ABANDONED);
    });
    addEventListener("online", () => this.hurry());
  }

  get messages(): Pending[] {
    return readable(this.storage.get("outbox")) ?? [];
  }

  add(message: Pending): void {
    this.write([...this.messages, message]);
    this.hurry();
  }

  retry(id: string): void {
    this.write(this.messages.map(({ failed, ...message }) => ({ ...message, failed: message.id !== id && !!failed })));
    this.hurry();
  }

  /** What was written for one conversation belongs to another, which has begun. */
  redirect(from: string, to: string): void {
    this.write(this.messages.map((message) => (message.to === from ? { ...message, to } : message)));
  }

  remove(id: string): void {
    this.write(this.messages.filter((message) => message.id !== id));
  }

  clear(): void {
    this.write([]);
  }

  /** Retries at once what is waiting for its next attempt. */
  hurry(): void {
    clearTimeout(this.timer);
    this.attempt = 0;
    void this.flush();
  }

  /** What is left of the server's wait, however often somebody tries again meanwhile. */
  private get wait(): number {
    return Math.max(0, this.opensAt - Date.now());
  }

  private async flush(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      // Only one tab sends at a time, or messages could overtake each other.
      if (!this.wait) await exclusively(this.lock, () => this.sendAll());
    } finally {
      this.running = false;
    }
    if (this.next()) this.flushIn(this.wait + jitter(this.attempt++));
  }

  private flushIn(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), wait);
  }

  private async sendAll(): Promise<void> {
    for (let message = this.next(); message; message = this.next()) {
      const { id } = message;
      try {
        const answer = await this.send(message);
        this.attempt = this.opensAt = 0;
        this.onSent(message, answer);
        this.remove(id);
      } catch (failure) {
        if (failure instanceof ApiError && failure.status === 429) {
          this.opensAt = Date.now() + failure.wait;
          this.onChange();
        }
        if (!(failure instanceof ApiError) || failure.isRetryable || failure.status === 401) return;
        this.write(this.messages.map((other) => (other.id === id ? { ...other, failed: true } : other)));
      }
    }
  }

  private next(): Pending | undefined {
    return this.messages.find((message) => !message.failed);
  }

  private write(messages: Pending[]): void {
    if (messages.length) this.storage.set("outbox", messages);
    else this.storage.remove("outbox");
    this.onChange();
  }
}

/** The stored messages, even if the page's `Array.prototype.toJSON` turned their lists into strings. */
function readable(stored: unknown): Pending[] | null {
  const messages = list(stored) as Pending[] | null;
  const isWhole = ({ id, content }: Pending): boolean => typeof id === "string" && typeof content === "string";
  return (
    messages?.filter((message) => message && isWhole(message)).map((message) => ({
      ...message,
      attachmentIds: (list(message.attachmentIds) ?? []) as string[],
      files: (list(message.files) ?? []) as Pending["files"],
    })) ?? null
  );
}

function list(stored: unknown): unknown[] | null {
  if (Array.isArray(stored)) return stored;
  try {
    return typeof stored === "string" ? list(JSON.parse(stored)) : null;
  } catch {
    return null;
  }
}
