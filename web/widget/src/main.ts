/** The script tag: `<script src="…/widget.js" data-api-key="…" async></script>`. docs/widget.md says what it takes. */

import { Chat } from "./chat";
import { readConfig, type Config } from "./config";
import { ApiError } from "./http";
import { lookOf } from "./look";
import { jitter, sleep } from "./retry";
import { Session } from "./session";
import { beep } from "./sound";
import { Storage } from "./storage";
import type { Conversation, Identity } from "./types";
import { View } from "./view";

type Listener = (value: unknown) => void;
type Command = [name: string, ...values: unknown[]];

interface Api {
  (...command: Command): void;
  /** Commands from before the script had loaded. */
  q?: ArrayLike<unknown>[];
  isLoaded?: boolean;
}

declare global {
  interface Window {
    Connextlive?: Api;
  }
}

const script = document.currentScript ?? document.querySelector("script[data-api-key]");

class Widget {
  private readonly session: Session;
  private readonly chat: Chat;
  private readonly storage: Storage;
  private view: View | null = null;
  private readonly listeners = new Map<string, Set<Listener>>();
  private unread = -1;
  private wantsOpen = false;
  private isRefused = false;
  private hasStarted = false;

  constructor(private readonly config: Config) {
    const name = `connextlive:${config.tenantId}:`;
    this.storage = new Storage(name);
    this.session = new Session(config, this.storage);
    this.session.onRefused = (reason) => this.refuse(reason);
    this.chat = new Chat(
      this.session,
      this.storage,
      name,
      () => this.changed(),
      (message) => {
        this.view?.announce(message);
        this.emit("message", { content: message.content, senderName: message.senderName, createdAt: message.createdAt });
        this.sound(message.id);
      },
    );
  }

  /** Shows the bubble once the API key and the page have been accepted, now or on an earlier page of this visit. */
  async start(): Promise<void> {
    this.hasStarted = true;
    let conversation: Conversation | null | undefined;
    if (!this.session.resume()) {
      for (let attempt = 0; conversation === undefined; attempt++) {
        try {
          conversation = await this.session.open();
        } catch (failure) {
          if (!(failure instanceof ApiError) || !failure.isPassing) return;
          // Somebody who was here before may write without a connection.
          if (this.session.recall()) break;
          await sleep(jitter(attempt));
        }
      }
    }
    const { widget } = this.session;
    if (!widget || this.isRefused) return;
    this.view = new View(this.chat, this.session, lookOf(widget, this.config), (isOpen) => this.toggled(isOpen));
    this.view.mount();
    this.chat.start(conversation);
    this.emit("ready", undefined);
    if (this.wantsOpen || this.wasOpen()) this.view.open(this.wantsOpen);
  }

  run([name, ...values]: Command): void {
    const [first, second] = values;
    if (name === "open") this.open();
    else if (name === "close") this.close();
    else if (name === "toggle") this.view?.isOpen ? this.close() : this.open();
    else if (name === "identify" && first && typeof first === "object") this.identify(first);
    else if (name === "reset") this.reset();
    else if (name === "on" && typeof second === "function") this.on(String(first), second as Listener);
    else if (name === "off") this.listeners.get(String(first))?.delete(second as Listener);
    else console.warn(`Connextlive: unknown command "${name}"`);
  }

  private open(): void {
    this.wantsOpen = true;
    this.view?.open();
  }

  private close(): void {
    this.wantsOpen = false;
    this.view?.close();
  }

  private identify(identity: Identity): void {
    const before = this.config.identity.externalId;
    const isNews = this.session.identify(identity);
    const { externalId } = this.config.identity;
    if (before && before !== externalId) this.chat.outbox.clear(); // it was somebody else's
    if (isNews && this.hasStarted) void this.session.reopen().catch(() => {});
  }

  private reset(): void {
    this.chat.outbox.clear();
    this.session.forget();
    this.close();
    if (this.hasStarted) void this.session.reopen().then((conversation) => this.chat.restart(conversation), () => {});
  }

  private on(name: string, listener: Listener): void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(listener));
    if (name === "unread" && this.unread >= 0) listener(this.unread);
    if (name === "ready" && this.view) listener(undefined);
  }

  private emit(name: string, value: unknown): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        listener(value);
      } catch (failure) {
        console.error(failure); // the page's own mistake, which must not stop the chat
      }
    }
  }

  private changed(): void {
    if (!this.view) return;
    this.view.update();
    const { unread } = this.chat;
    if (unread !== this.unread) {
      this.unread = unread;
      this.emit("unread", unread);
    }
  }

  private toggled(isOpen: boolean): void {
    this.remember(isOpen);
    this.chat.show(isOpen);
    this.emit(isOpen ? "open" : "close", undefined);
  }

  /** One tab sounds, however many there are, and none where the visitor is looking. */
  private sound(id: string): void {
    const isLooking = this.view?.isOpen && !document.hidden && document.hasFocus();
    const sounds = this.session.widget && lookOf(this.session.widget, this.config).sound;
    if (isLooking || !sounds || this.storage.get("sounded") === id) return;
    this.storage.set("sounded", id);
    beep();
    this.emit("sound", undefined);
  }

  private refuse(reason: string): void {
    this.isRefused = true;
    console.warn(`Connextlive: the chat is not shown: ${reason}`);
    this.view?.remove();
    this.view = null;
  }

  /** A panel that was open stays so on the next page of the tab. */
  private remember(isOpen: boolean): void {
    try {
      sessionStorage.setItem("connextlive:open", String(isOpen));
    } catch {
      // storage is forbidden
    }
  }

  private wasOpen(): boolean {
    try {
      return sessionStorage.getItem("connextlive:open") === "true";
    } catch {
      return false;
    }
  }
}

function begin(): void {
  const early = window.Connextlive;
  if (early?.isLoaded) return; // a second tag on the same page
  const config = readConfig(script as HTMLScriptElement | null);
  if (typeof config === "string") {
    console.warn(`Connextlive: the chat is not shown: ${config}`);
    return;
  }
  const widget = new Widget(config);
  const api: Api = (...command) => widget.run(command);
  api.isLoaded = true;
  window.Connextlive = api;
  for (const command of early?.q ?? []) widget.run([...Array.from(command)] as unknown as Command);
  if (document.body) void widget.start();
  else addEventListener("DOMContentLoaded", () => void widget.start());
}

begin();
