/** The script tag: `<script src="…/widget.js" data-api-key="…" async></script>`, documented in docs/widget.md. */

import type { ProactiveView } from "../../generated/api";
import { Chat } from "./chat";
import { readConfig, tag, type Config, type Identity } from "./config";
import { ApiError } from "./http";
import { languageOf, lookOf, type Look } from "./look";
import { part } from "./parts";
import type { Proactive } from "./parts/proactive";
import { pause, sleep } from "./retry";
import { Session } from "./session";
import { beep } from "./sound";
import { Storage } from "./storage";
import { learn } from "./texts";
import { View } from "./view";

type Listener = (value: unknown) => void;
type Command = [name: string, ...values: unknown[]];

interface Api {
  (...command: Command): void;
  /** Commands queued before the script had loaded. */
  q?: ArrayLike<unknown>[] | { push: (command: ArrayLike<unknown>) => void };
  isLoaded?: boolean;
}

declare global {
  interface Window {
    Connextlive?: Api;
  }
}

class Widget {
  private readonly session: Session;
  private readonly chat: Chat;
  private readonly storage: Storage;
  /** Storage of this tab: whether the panel is open, and drafts. */
  private readonly tab: Storage;
  private view: View | null = null;
  private readonly listeners = new Map<string, Set<Listener>>();
  private unread = -1;
  private wantsOpen = false;
  private isRefused = false;
  private beginning: Promise<boolean> | null = null;
  private proactive: Proactive | null = null;

  constructor(private readonly config: Config) {
    const name = `connextlive:${config.tenantId}:`;
    this.storage = new Storage(name);
    this.tab = new Storage(name, () => sessionStorage);
    this.consent(config.hasConsent);
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

  /** Shows the launcher once the API key and the page's origin have been accepted, now or on an earlier page of this
   * visit. Seeing it makes nobody a visitor, unless the workspace or the page wants to see everybody. */
  async start(): Promise<void> {
    if (!this.session.resume() && !(await this.insist(() => this.session.configure()))) return;
    const { widget } = this.session;
    if (!widget) return;
    // A widget in English is better than none.
    if (languageOf(widget, this.config) !== "en") await part("texts").then(({ TEXTS }) => learn(TEXTS), () => {});
    if (this.isRefused) return;
    const look = lookOf(widget, this.config);
    this.view = new View(this.chat, this.session, this.tab, look, (isOpen) => this.toggled(isOpen), () => void this.begin());
    this.view.mount();
    this.emit("ready", undefined);
    this.changed();
    if (look.seesEverybody || this.session.isExpected) void this.begin();
    if (this.wantsOpen || this.tab.get("open")) this.view.open(this.wantsOpen);
    this.speakFirst(widget.proactive, this.view, look);
  }

  /** Shows visitors what the workspace says first, if it says anything. */
  private speakFirst(rules: ProactiveView[] | undefined, view: View, look: Look): void {
    if (!rules?.length) return;
    const { chat, session, storage } = this;
    part("proactive").then(({ Proactive }) => {
      this.proactive = new Proactive(rules, view, chat, session, storage, look, () => this.begin());
    }, () => {}); // then it says nothing
  }

  /** Opens a session: the visitor has interacted, or everybody is to be seen. */
  private begin(): Promise<boolean> {
    if (this.session.token) return Promise.resolve(true);
    const { era } = this.session;
    const beginning = (this.beginning ??= this.insist(() => this.session.open(era)).finally(() => {
      if (this.beginning === beginning) this.beginning = null;
    }));
    return beginning;
  }

  /** Retries until it succeeds or is rejected permanently. */
  private async insist(work: () => Promise<void>): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      try {
        await work();
        return true;
      } catch (failure) {
        if (!(failure instanceof ApiError) || !failure.isRetryable) return false;
        await sleep(pause(attempt, failure));
      }
    }
  }

  run([name, ...values]: Command): void {
    const [first, second] = values;
    if (name === "open") this.open();
    else if (name === "close") this.close();
    else if (name === "toggle") this.view?.isOpen ?? this.wantsOpen ? this.close() : this.open();
    else if (name === "identify" && first && typeof first === "object") this.identify(first);
    else if (name === "reset") this.reset();
    else if (name === "forget") this.forget();
    else if (name === "consent") first === false || first === "denied" ? this.forget() : this.consent(true);
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
    this.tab.remove("open");
    this.view?.close();
  }

  private identify(identity: Identity): void {
    const before = this.config.identity.externalId;
    const isNews = this.session.identify(identity);
    const { externalId } = this.config.identity;
    if (before && before !== externalId) this.drop(); // it belonged to somebody else
    if (isNews && (this.session.token || this.beginning)) void this.session.reopen().catch(() => {});
  }

  private reset(): void {
    this.leave();
    const { widget } = this.session;
    if (widget && lookOf(widget, this.config).seesEverybody) void this.begin();
  }

  /** Consent is withdrawn: the session ends, and what is stored is erased. */
  private forget(): void {
    const { identity } = this.config; // what the page said, which is not stored
    this.leave();
    this.config.identity = identity;
    this.consent(false);
  }

  private leave(): void {
    this.close();
    this.session.forget();
    this.beginning = null;
    this.drop();
  }

  /** Discards drafts and unsent messages. */
  private drop(): void {
    this.chat.outbox.clear();
    this.view?.clear();
  }

  /** Without consent nothing is stored, and what was stored is erased, here and in other tabs. */
  private consent(isGiven: boolean): void {
    for (const kept of [this.storage, this.tab]) kept.allow(isGiven);
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
        console.error(failure); // an error of the page's listener must not stop the chat
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
    if (isOpen) this.tab.set("open", true);
    else this.tab.remove("open");
    // If the page's script opens the panel, that alone makes nobody a visitor.
    if (isOpen && navigator.userActivation?.isActive) void this.begin();
    this.chat.show(isOpen);
    if (isOpen) this.proactive?.opened();
    this.emit(isOpen ? "open" : "close", undefined);
  }

  /** Only one tab plays the sound, and none if the visitor is looking. */
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
}

function begin(): void {
  const early = window.Connextlive;
  const config = readConfig(tag);
  if (early?.isLoaded) {
    // A second tag, for example after a page swapped its body: it may know its user by now.
    if (typeof config !== "string") early("identify", config.identity);
    return;
  }
  if (typeof config === "string") {
    console.warn(`Connextlive: the chat is not shown: ${config}`);
    return;
  }
  const widget = new Widget(config);
  const api: Api = (...command) => widget.run(command);
  api.isLoaded = true;
  window.Connextlive = api;
  const push = (command: ArrayLike<unknown>): void => widget.run(Array.from(command) as unknown as Command);
  if (Array.isArray(early?.q)) early.q.forEach(push);
  api.q = { push }; // where what the page has kept of the snippet goes on to put commands
  if (document.body) void widget.start();
  else addEventListener("DOMContentLoaded", () => void widget.start());
}

begin();
