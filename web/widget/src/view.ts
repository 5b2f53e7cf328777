/** The launcher and the panel, in a shadow tree. */

import type { MessageView } from "../../generated/api";
import { unseenOf, avatar, Thread } from "./thread";
import type { Chat } from "./chat";
import { Composer } from "./composer";
import { CHAT, CROSS, DOWN, h, icon, LIST, MAIL, set, text, wear } from "./dom";
import { awayNote, paint, type Look } from "./look";
import { part } from "./parts";
import type { Entry } from "./parts/entry";
import type { Rating } from "./parts/rating";
import type { Welcome } from "./parts/welcome";
import type { Session } from "./session";
import type { Storage } from "./storage";
import stylesheet from "./styles.css";

const DARK = matchMedia("(prefers-color-scheme: dark)");
const SMALL = matchMedia("(max-width: 480px), (max-height: 420px)"); // as in styles.css
const COARSE = matchMedia("(pointer: coarse)");
/** Events of typing, which must not reach the page: its shortcuts and field handlers are not meant for them. */
const WRITING = ["keydown", "keypress", "keyup", "beforeinput", "input", "change", "paste", "cut", "copy", "focusin", "focusout"];
/** What counts as an interaction with the panel; tabbing past the launcher does not. */
const ACTING = ["pointerdown", "keydown", "input", "paste", "drop"];
const PASSING = ["Tab", "Shift", "Escape"];
/** Marks the history entry that Back leaves when the panel covers the page. */
const MARK = "connextlive";

export class View {
  isOpen = false;
  private readonly host = document.createElement("connextlive-widget");
  private readonly shadow = this.host.attachShadow({ mode: "open" });
  readonly root: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly head: HTMLElement;
  private readonly title = h("bdi");
  private readonly state = h("bdi");
  private readonly offline: HTMLElement;
  private readonly unavailable: HTMLElement;
  readonly launcher: HTMLElement;
  private readonly badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true });
  private readonly teaser = h("div", { class: "teaser", hidden: true });
  readonly news = h("p", { class: "quiet", role: "status" });
  private readonly thread: Thread;
  private readonly rated = h("div", { class: "rating", hidden: true });
  /** Once a conversation was closed. */
  private rating: Rating | null = null;
  /** What those see who have not written yet, once that was asked for. */
  private welcome: Welcome | null = null;
  /** The form before the first message, once there was one. */
  private entry: Entry | null = null;
  private readonly entering = h("div", { class: "entering", hidden: true });
  /** Asks for the transcript. */
  private readonly mail: HTMLElement;
  private readonly mailing = h("div", { class: "rating mailing", hidden: true });
  /** Shows the visitor's conversations. */
  private readonly listing: HTMLElement;
  private readonly list = h("div", { class: "list", hidden: true });
  private readonly composer: Composer;
  /** The element that had the focus before the panel opened. */
  private before: HTMLElement | null = null;
  private dismissed = "";
  /** The URL of the open panel's history entry. */
  private entered = "";
  private isRemoved = false;

  constructor(
    private readonly chat: Chat,
    private readonly session: Session,
    tab: Storage,
    private readonly look: Look,
    private readonly onToggle: (isOpen: boolean) => void,
    /** Called when the visitor interacts with the widget. */
    private readonly onAct: () => void,
  ) {
    const { t } = look;
    this.composer = new Composer(chat, session, tab, look);
    this.thread = new Thread(chat, look, this.rated, () => this.composer.focus());
    this.offline = h("p", { class: "offline", role: "status", hidden: true }, t("No connection. What you write is sent as soon as you are online again."));
    this.unavailable = h("p", { class: "unavailable", role: "status", hidden: true }, t("This chat is not available."));
    const close = { class: "round", type: "button", "aria-label": t("Close chat"), onclick: () => this.close() };
    const mail = { class: "round", type: "button", hidden: true, "aria-expanded": "false", "aria-label": t("Send this conversation by e-mail"), onclick: () => this.askForTranscript() };
    this.mail = h("button", mail, icon(MAIL));
    const listing = { class: "round", type: "button", hidden: true, "aria-expanded": "false", onclick: () => this.showList(!!this.list.hidden) };
    this.listing = h("button", listing, icon(LIST));
    const names = h("div", { class: "names" }, h("p", { class: "title" }, this.title), h("p", { class: "state" }, this.state));
    this.head = h("div", { class: "head" }, avatar(look.brand, look.title), names, this.listing, this.mail, h("button", close, icon(CROSS)));
    this.panel = h(
      "div",
      {
        class: "panel",
        role: "dialog",
        tabindex: -1,
        hidden: true,
        onkeydown: (event: KeyboardEvent) => this.pressed(event),
        ondragover: (event: DragEvent) => this.composer.dragged(event),
        ondragleave: () => this.composer.left(),
        ondrop: (event: DragEvent) => this.composer.dropped(event),
      },
      this.head,
      this.offline,
      this.unavailable,
      this.list,
      this.thread.element,
      this.mailing,
      this.entering,
      this.composer.element,
    );
    const toggle = { class: "launcher", type: "button", "aria-haspopup": "dialog", onclick: () => this.toggle() };
    this.launcher = h("button", toggle, icon(CHAT), icon(DOWN), this.badge);
    this.root = h(
      "section",
      { class: "root", lang: look.language, "data-side": look.side, "aria-label": t("Chat with {name}", { name: look.workspace }) },
      this.panel,
      this.teaser,
      this.launcher,
      this.news,
    );
  }

  /** Adds the widget to the page. */
  mount(): void {
    wear(this.shadow, stylesheet);
    const watched = new MutationObserver(() => follow());
    const follow = (): void => {
      // Next to the body, which some pages empty, replace or transform. Others morph the whole document into the
      // next one, which does not contain the widget.
      const page = document.documentElement;
      if (page && !this.host.isConnected && !this.isRemoved) page.append(this.host);
      this.root.dir = getComputedStyle(document.body ?? page).direction;
      watched.observe(document, { childList: true });
      if (page) watched.observe(page, { attributes: true, attributeFilter: ["dir"], childList: true });
    };
    this.isolate();
    addEventListener("popstate", (event) => this.wentBack(event));
    const dress = (): void => {
      const { theme } = this.look;
      paint(this.root, this.look, theme === "auto" ? (DARK.matches ? "dark" : "light") : theme);
    };
    DARK.addEventListener("change", dress);
    dress();
    window.visualViewport?.addEventListener("resize", () => this.fit());
    window.visualViewport?.addEventListener("scroll", () => this.fit());
    this.shadow.append(this.root);
    follow();
    this.update();
  }

  /** Removes the widget from the page. */
  remove(): void {
    this.isRemoved = true;
    this.host.remove();
  }

  /** Opens the panel. When the page opens it without the visitor's doing, the focus stays where it is. */
  open(takesFocus = true): void {
    if (this.isOpen) return;
    this.before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.isOpen = true;
    this.panel.hidden = false;
    set(this.panel, "aria-modal", SMALL.matches && "true");
    this.fit();
    this.enterHistory();
    this.onToggle(true);
    this.update();
    this.thread.toEnd();
    // On a phone the keyboard would cover half of the messages.
    if (takesFocus && COARSE.matches) this.panel.focus();
    else if (takesFocus) (this.entry ?? this.composer).focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.panel.hidden = true;
    if (this.entered && isMarked(history.state)) history.back();
    else this.entered = "";
    this.onToggle(false);
    this.update();
    if (this.before && this.before !== this.host && this.before !== document.body) this.before.focus();
    else this.launcher.focus();
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** Renders the chat's current state. */
  update(): void {
    const { chat, look, isOpen } = this;
    const { t } = look;
    const { unread, conversation } = chat;
    const agent = (look.showAgentNames && conversation?.agent) || null;
    const name = agent?.name ?? look.title;
    set(this.root, "data-open", String(isOpen));
    set(this.launcher, "aria-expanded", String(isOpen));
    const news = unread ? `, ${t("{n} unread", { n: unread })}` : "";
    set(this.launcher, "aria-label", isOpen ? t("Close chat") : t("Open chat") + news);
    this.badge.hidden = isOpen || !unread;
    text(this.badge, unread > 99 ? "99+" : String(unread));
    set(this.panel, "aria-label", t("Chat with {name}", { name }));
    text(this.title, name);
    const isOnline = agent !== null && chat.agentIsOnline === true;
    const place = conversation?.status === "WAITING" && !conversation.agentId && chat.position;
    text(this.state, isOnline ? t("Online") : place ? t("You are number {n} in line", { n: place }) : awayNote(look));
    set(this.state, "class", isOnline && "online");
    if (this.head.dataset.agent !== `${name}${agent?.avatarUrl}`) {
      this.head.dataset.agent = `${name}${agent?.avatarUrl}`;
      this.head.firstElementChild?.replaceWith(avatar(agent ?? look.brand, name));
    }
    this.mail.hidden = !conversation?.firstResponseAt || chat.isUnavailable || !this.list.hidden;
    if (this.mail.hidden) this.showMailing(false);
    this.offline.hidden = !chat.isOffline || chat.isUnavailable;
    this.unavailable.hidden = !chat.isUnavailable;
    this.enter(isOpen);
    const elsewhere = chat.unreadElsewhere;
    set(this.listing, "aria-label", t("Your conversations") + (elsewhere ? `, ${t("{n} unread", { n: elsewhere })}` : ""));
    set(this.listing, "data-unread", elsewhere > 0);
    this.listing.hidden = !chat.hasSeveral || chat.isUnavailable;
    if (this.listing.hidden) this.list.hidden = true;
    this.thread.element.hidden = !this.list.hidden;
    this.composer.element.hidden = chat.isUnavailable || !this.entering.hidden || !this.list.hidden;
    this.thread.update(this.rating?.update() ?? false);
    if (!this.rating && chat.isClosed && isOpen) this.loadRating();
    this.greet(isOpen && look.welcomes && chat.isNew);
    this.tease();
  }

  /** Shows the form, as long as there is one. */
  private enter(isOpen: boolean): void {
    const { chat, session, look, composer, entering } = this;
    this.entry?.show(chat.form, composer.element.contains(this.shadow.activeElement));
    if (!chat.form || !isOpen || this.entry) return;
    part("entry").then(({ Entry }) => {
      this.entry ??= new Entry(entering, chat, session, look, () => composer.focus());
      this.update();
    }, () => {}); // the next update asks again
  }

  private greet(isNew: boolean): void {
    const { look, session, thread, composer } = this;
    this.welcome?.show(isNew);
    if (!isNew || this.welcome) return;
    const ask = (question: string): void => {
      if (!look.sendsQuestions) return composer.suggest(question);
      this.chat.say(question);
      composer.focus();
    };
    part("welcome").then(({ Welcome }) => {
      this.welcome ??= new Welcome(thread.log, look, session, ask);
      this.update();
    }, () => {}); // without it, one can write as well
  }

  private loadRating(): void {
    const begin = ({ Rating }: { Rating: typeof import("./parts/rating").Rating }): void => {
      this.rating ??= new Rating(this.rated, this.chat, this.look);
      this.update();
    };
    part("rating").then(begin, () => {}); // the next update asks again
  }

  private askForTranscript(): void {
    const { mailing, session, look } = this;
    if (!mailing.hidden) return this.showMailing(false);
    part("transcript").then(({ ask }) => {
      this.showMailing(true);
      ask(mailing, session, look, this.chat.which);
    }, () => {}); // the next click asks again
  }

  private showList(isShown: boolean): void {
    const shows = (): void => {
      this.list.hidden = !isShown;
      set(this.listing, "aria-expanded", isShown ? "true" : "false");
      this.update();
    };
    if (!isShown) {
      shows();
      this.thread.toEnd();
      return this.composer.focus();
    }
    part("conversations").then(({ show }) => {
      shows();
      show(this.list, this.chat, this.look, () => this.showList(false));
    }, () => {}); // the next click asks again
  }

  private showMailing(isShown: boolean): void {
    this.mailing.hidden = !isShown;
    set(this.mail, "aria-expanded", String(isShown));
  }

  /** Discards the draft when the visitor becomes somebody else. */
  clear(): void {
    this.composer.clear();
  }

  /** Announces a new message to screen readers. An open panel's log does so itself. */
  announce(message: MessageView): void {
    if (!this.isOpen) text(this.news, this.look.t("New message from {name}: {text}", this.summary(message)));
  }

  private summary({ content, attachments, senderName }: MessageView): { name: string; text: string } {
    const { showAgentNames, workspace, t } = this.look;
    return {
      name: (showAgentNames && senderName) || workspace,
      text: content || (attachments[0]?.fileName ?? t("a file")),
    };
  }

  /** The preview of an unread message next to the closed launcher. */
  private tease(): void {
    const message = this.isOpen ? undefined : unseenOf(this.chat);
    const shows = message && message.id !== this.dismissed ? message.id : "";
    if (this.teaser.dataset.shows === shows) return;
    this.teaser.dataset.shows = shows;
    this.teaser.hidden = !shows;
    this.teaser.replaceChildren();
    if (!message || !shows) return;
    const { name, text: said } = this.summary(message);
    const dismiss = (): void => {
      this.dismissed = message.id;
      this.tease();
      this.launcher.focus();
    };
    this.teaser.append(
      h(
        "button",
        { type: "button", onclick: () => this.open() },
        avatar(this.look.showAgentNames ? { name, avatarUrl: message.senderAvatarUrl } : null, name),
        h("span", { dir: "auto" }, h("b", {}, name), h("i", {}, said)),
      ),
      h("button", { class: "round", type: "button", "aria-label": this.look.t("Discard"), onclick: dismiss }, icon(CROSS)),
    );
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.list.hidden) this.close();
      else this.showList(false);
    } else if (event.key === "Tab") {
      this.keepFocus(event);
    }
  }

  /** Traps the focus: after the last control comes the first. */
  private keepFocus(event: KeyboardEvent): void {
    const controls = [
      ...this.panel.querySelectorAll<HTMLElement>("a[href], button, textarea, input, select, [tabindex='0']"),
    ].filter((element) => !element.matches(":disabled, [hidden]") && element.offsetParent !== null);
    const [first, last] = [controls[0], controls[controls.length - 1]];
    const active = this.shadow.activeElement;
    const leaves = event.shiftKey ? active === first || active === this.panel : active === last;
    if (!leaves) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }

  /** Keeps the widget's events away from the page, as if it were in another window. */
  private isolate(): void {
    this.root.addEventListener("click", () => this.onAct());
    for (const name of ACTING) this.panel.addEventListener(name, (event) => PASSING.includes((event as KeyboardEvent).key) || this.onAct(), true);
    for (const name of WRITING) this.panel.addEventListener(name, (event) => event.stopPropagation());
    // A file dropped next to a field must not replace the page.
    for (const name of ["dragover", "drop"]) {
      this.root.addEventListener(name, (event) => isField(event.target) || event.preventDefault());
    }
    // Shortcut handlers in the capture phase check whether the target is editable.
    const isWriting = (): boolean => isField(this.shadow.activeElement);
    Object.defineProperty(this.host, "isContentEditable", { get: isWriting, configurable: true });
  }

  /** On a phone or tablet Back closes the panel: it has its own history entry, at the same URL, with the state that the
   * page's router keeps in the previous one. */
  private enterHistory(): void {
    if (!SMALL.matches && !COARSE.matches) return;
    try {
      if (!isMarked(history.state)) history.pushState({ ...(history.state as object | null), [MARK]: true }, "");
      this.entered = location.href;
    } catch {
      // not permitted on this page
    }
  }

  /** For the page's router, going back from that entry changes nothing: URL and state are the same. */
  private wentBack(event: PopStateEvent): void {
    if (isMarked(event.state) || location.href !== this.entered) return;
    this.entered = "";
    this.close();
  }

  /** On a phone the panel ends where the keyboard begins. */
  private fit(): void {
    const { visualViewport: viewport } = window;
    if (viewport && this.isOpen && SMALL.matches && viewport.scale === 1) {
      this.root.style.setProperty("--height", `${viewport.height}px`);
      this.panel.style.transform = viewport.offsetTop ? `translateY(${viewport.offsetTop}px)` : "";
    } else {
      this.root.style.removeProperty("--height");
      this.panel.style.transform = "";
    }
  }
}

/** Whether an element handles drops and typing itself. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("textarea, input");
}

function isMarked(state: unknown): boolean {
  return typeof state === "object" && state !== null && MARK in state;
}
