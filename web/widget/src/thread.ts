/** The messages, as a log for screen readers. Elements are reused while their content is unchanged. */

import type { AgentCard, MessageView } from "../../generated/api";
import { isUnseen, type Chat } from "./chat";
import { now } from "./clock";
import { isChangeable } from "../../shared/changes";
import { toJson } from "./json";
import { FILE, h, icon } from "./dom";
import { linked } from "../../shared/links";
import type { Look } from "./look";
import type { Pending } from "./outbox";
import { part } from "./parts";

/** Messages within this time are grouped. */
const TOGETHER = 5 * 60_000;
const PAGE = 50;
const NEAR = 80;

interface Line {
  key: string;
  /** Identifies the content; a line with the same content keeps its element. */
  shows: string;
  build: () => HTMLElement;
}

/** A message that is being sent, or one that has arrived. */
interface Shown extends Omit<MessageView, "id" | "attachments" | "isInternal" | "mentions"> {
  id: string;
  /** The API's ID of one that has arrived. */
  sentId?: string;
  attachments: { fileName: string; mimeType: string; size: number; url?: string | null; removedAt?: string | null }[];
  pending?: Pending;
}

/** The message whose text is being edited, and the form for it. */
interface Editing {
  id: string;
  editor: HTMLElement;
}

export class Thread {
  readonly element: HTMLElement;
  readonly scroller: HTMLElement;
  readonly log: HTMLElement;
  private readonly dots: HTMLElement;
  private readonly latest: HTMLElement;
  private readonly lines = new Map<string, { shows: string; element: HTMLElement }>();
  private shown = PAGE;
  private lastKey = "";
  /** Whether the end is in view and must stay so when the content grows. */
  private isPinned = true;
  private isLengthening = false;
  private editing: Editing | null = null;

  constructor(
    private readonly chat: Chat,
    private readonly look: Look,
    rating: HTMLElement,
    private readonly focusComposer: () => void,
  ) {
    const { t } = look;
    this.log = h("div", { class: "log", role: "log", "aria-label": t("Messages") });
    this.dots = h("div", { class: "dots", hidden: true }, h("i"), h("i"), h("i"));
    this.scroller = h(
      "div",
      { class: "scroller", tabindex: 0, role: "group", "aria-label": t("Messages"), onscroll: () => this.noteScroll() },
      this.log,
      h("div", { role: "status" }, this.dots),
      rating,
    );
    this.latest = h("button", { class: "latest", type: "button", hidden: true, onclick: () => this.toEnd() }, t("Latest messages"));
    this.element = h("div", { class: "thread" }, this.scroller, this.latest);
    const grown = new ResizeObserver(() => this.isPinned && this.toEnd());
    for (const element of [this.scroller, this.log, rating]) grown.observe(element);
  }

  /** Renders the chat's current state, and scrolls to the end if that needs attention. */
  update(asks: boolean): void {
    const messages = this.allMessages();
    const last = messages[messages.length - 1];
    const isNew = last !== undefined && last.id !== this.lastKey;
    this.lastKey = last?.id ?? "";
    this.place(this.linesOf(messages));
    this.showTyping();
    if (this.isPinned || asks || (isNew && last?.pending)) this.toEnd();
    else if (isNew && this.scroller.clientHeight) this.latest.hidden = false;
  }

  toEnd(): void {
    this.isPinned = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.latest.hidden = true;
  }

  private isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  private noteScroll(): void {
    if (!this.scroller.clientHeight) return; // the panel is closed
    this.isPinned = this.isAtEnd();
    if (this.isPinned) this.latest.hidden = true;
    if (this.scroller.scrollTop < NEAR && !this.isPinned) this.showEarlier();
  }

  private showTyping(): void {
    const { typing } = this.chat;
    if (this.dots.hidden !== (typing === null)) {
      this.dots.hidden = typing === null;
      this.dots.querySelector(".quiet")?.remove();
      const name = (this.look.showAgentNames && typing) || this.look.workspace;
      if (typing !== null) this.dots.append(h("span", { class: "quiet" }, this.look.t("{name} is typing", { name })));
    }
  }

  /** First what has arrived, then what is being sent. */
  private allMessages(): Shown[] {
    const arrived: Shown[] = this.chat.messages.map((message) => ({
      ...message,
      id: message.clientMessageId ?? message.id, // its ID while it was being sent, so that its element is kept
      sentId: message.id,
    }));
    const ids = new Set(arrived.map(({ id }) => id));
    const pending = this.chat.outbox.messages
      .filter((message) => !ids.has(message.id) && this.chat.isHere(message))
      .map(
        (message): Shown => ({
          id: message.id,
          conversationId: "",
          senderType: "VISITOR",
          senderId: null,
          senderName: null,
          senderAvatarUrl: null,
          content: message.content,
          messageType: "TEXT",
          attachments: message.files,
          seenAt: null,
          clientMessageId: message.id,
          quote: null,
          byMail: null,
          createdAt: message.createdAt,
          editedAt: null,
          deletedAt: null,
          pending: message,
        }),
      );
    return [...arrived, ...pending];
  }

  private linesOf(messages: Shown[]): Line[] {
    const lines: Line[] = [];
    const from = Math.max(0, messages.length - this.shown);
    if (from > 0 || this.chat.hasEarlier) lines.push({ key: "earlier", shows: "", build: () => this.earlier() });
    else lines.push(this.greeting());
    const lastMine = messages.map(({ senderType }) => senderType).lastIndexOf("VISITOR");
    for (let place = from; place < messages.length; place++) {
      const [before, message, after] = [messages[place - 1], messages[place] as Shown, messages[place + 1]];
      const day = dayOf(message);
      if (place === from || !before || dayOf(before) !== day) lines.push(this.day(day));
      const isFirst = place === from || !isTogether(before, message);
      const isLast = !isTogether(message, after);
      lines.push(this.line(message, isFirst, isLast, place === lastMine));
    }
    return lines;
  }

  /** Updates the log to these lines, touching only what changed. */
  private place(lines: Line[]): void {
    const keys = new Set(lines.map(({ key }) => key));
    for (const [key, { element }] of this.lines) {
      if (!keys.has(key)) {
        element.remove();
        this.lines.delete(key);
      }
    }
    let next = this.log.firstElementChild;
    for (const { key, shows, build } of lines) {
      let line = this.lines.get(key);
      if (line?.shows !== shows) {
        const element = build();
        if (line) {
          if (line.element === next) next = element;
          line.element.replaceWith(element);
        }
        line = { shows, element };
        this.lines.set(key, line);
      }
      if (line.element === next) next = next.nextElementSibling;
      else this.log.insertBefore(line.element, next);
    }
  }

  private earlier(): HTMLElement {
    const more = (): void => {
      this.showEarlier();
      this.scroller.focus();
    };
    return h("button", { class: "earlier", type: "button", onclick: more }, this.look.t("Earlier messages"));
  }

  /** Loads the previous page, above what is in view. */
  private showEarlier(): void {
    const { chat } = this;
    if (this.isLengthening || (this.shown >= chat.messages.length && !chat.hasEarlier)) return;
    this.isLengthening = true;
    const fetched = this.shown < chat.messages.length ? Promise.resolve() : chat.loadEarlier();
    void fetched.then(() => {
      const top = this.scroller.scrollHeight - this.scroller.scrollTop;
      this.shown += PAGE;
      this.isPinned = false;
      this.update(false);
      this.scroller.scrollTop = this.scroller.scrollHeight - top;
      this.isLengthening = false;
    });
  }

  private day(day: string): Line {
    const { t, language } = this.look;
    const [today, yesterday] = [0, 1].map((ago) => {
      const date = new Date(now());
      date.setDate(date.getDate() - ago);
      return date.toDateString();
    });
    const date = new Date(day);
    const form: Intl.DateTimeFormatOptions = { day: "numeric", month: "long" };
    if (date.getFullYear() !== new Date(now()).getFullYear()) form.year = "numeric";
    const name =
      day === today ? t("Today") : day === yesterday ? t("Yesterday") : date.toLocaleDateString(language, form);
    return { key: `day ${day}`, shows: name, build: () => h("div", { class: "day" }, name) };
  }

  private greeting(): Line {
    const { workspace, title, brand } = this.look;
    const { content: greeting, senderName } = this.chat.begunBy ?? { content: this.look.greeting, senderName: null };
    const build = (): HTMLElement =>
      h(
        "div",
        { class: "message theirs first last" },
        avatar(brand, title),
        h("div", { class: "stack" }, quiet(`${senderName ?? workspace}: `), h("div", { class: "bubble", dir: "auto" }, ...words(greeting))),
      );
    return { key: "greeting", shows: greeting, build };
  }

  private line(message: Shown, isFirst: boolean, isLast: boolean, isLastMine: boolean): Line {
    // A text of the system's is the workspace's own.
    if (message.senderType === "SYSTEM" && message.messageType !== "TEXT") {
      // One that was undone.
      if (message.deletedAt) return { key: message.id, shows: "", build: () => h("div", { hidden: true }) };
      const build = (): HTMLElement => h("div", { class: "system", dir: "auto" }, message.content);
      return { key: message.id, shows: message.content, build };
    }
    const isMine = message.senderType === "VISITOR";
    const state = isMine ? this.stateOf(message, isLastMine) : "";
    const hasMeta = isLast || !!state;
    const time = new Date(message.createdAt).toLocaleTimeString(this.look.language, { hour: "numeric", minute: "2-digit" });
    const { senderName } = message;
    const sender = senderName ? { name: senderName, avatarUrl: message.senderAvatarUrl } : null;
    const { t, showAgentNames, workspace, title, brand } = this.look;
    const { sentId } = message;
    const isEditing = !!sentId && sentId === this.editing?.id;
    const mayChange = isMine && !!sentId && isChangeable(message, now());
    const edited = message.editedAt && !message.deletedAt ? t("edited") : "";
    // What is being edited keeps its element, and so what was typed.
    const shows = isEditing ? `editing ${sentId}` : toJson([message, isFirst, isLast, state, hasMeta, time, mayChange]);
    const build = (): HTMLElement => {
      const name = (showAgentNames && senderName) || workspace;
      const facts = [time, edited, state].filter(Boolean).flatMap((fact, place) => [place > 0 && " · ", h("bdi", {}, fact)]);
      const meta = h("div", { class: "meta", hidden: !hasMeta && !mayChange && !edited }, ...facts);
      if (message.pending?.failed) meta.append(...this.choices(message.id));
      if (mayChange && !isEditing) meta.append(this.changes(message, sentId));
      return h(
        "div",
        {
          class: [
            "message",
            isMine ? "mine" : "theirs",
            isFirst && "first",
            isLast && "last",
            hasMeta && "metered",
            message.pending && (message.pending.failed ? "failed" : "pending"),
          ]
            .filter(Boolean)
            .join(" "),
        },
        !isMine && (isLast ? avatar(showAgentNames ? sender : brand, showAgentNames ? name : title) : h("span", { class: "gap" })),
        h(
          "div",
          { class: "stack" },
          isMine || !isFirst ? quiet(`${isMine ? t("You") : name}: `) : h("div", { class: "name" }, h("bdi", {}, name)),
          message.quote && h("blockquote", { dir: "auto" }, message.quote.content || t("Deleted message")),
          message.deletedAt && h("div", { class: "bubble gone" }, t("This message was deleted")),
          isEditing && this.editing?.editor,
          !isEditing && message.content && h("div", { class: "bubble", dir: "auto" }, ...words(message.content)),
          ...message.attachments.map((file) => this.file(file)),
          meta,
        ),
      );
    };
    return { key: message.id, shows, build };
  }

  private stateOf(message: Shown, isLastMine: boolean): string {
    const { t } = this.look;
    if (message.pending?.failed) return t("Not sent");
    if (message.pending && this.chat.outbox.opensAt) {
      const time = new Intl.DateTimeFormat(this.look.language, { timeStyle: "medium" }).format(this.chat.outbox.opensAt);
      return t("Too many messages: sending continues at {time}", { time });
    }
    if (message.pending) return this.chat.isOffline ? t("Waiting for the connection") : t("Sending …");
    return isLastMine ? (message.seenAt ? t("Seen") : t("Sent")) : "";
  }

  private choices(id: string): HTMLElement[] {
    const { outbox } = this.chat;
    const choice = (name: string, choose: () => void): HTMLElement => {
      const chosen = (): void => {
        choose();
        this.focusComposer(); // the button has been removed
      };
      return h("button", { type: "button", onclick: chosen }, name);
    };
    const { t } = this.look;
    return [choice(t("Try again"), () => outbox.retry(id)), choice(t("Discard"), () => outbox.remove(id))];
  }

  /** What the visitor can do with a message of their own for a while after they sent it. */
  private changes(message: Shown, id: string): HTMLElement {
    const name = this.look.t("Edit or delete this message");
    const menu = h("details", { class: "changes", ontoggle: () => menu.children[1] || fill() }, h("summary", { "aria-label": name, title: name }, "⋯"));
    const fill = (): void =>
      void part("editing").then(
        ({ choices, editor }) => {
          const edit = (): void => {
            const save = (content: string): Promise<void> => this.chat.edit(id, content);
            this.edit({ id, editor: editor(message, this.look, save, () => this.edit(null)) });
          };
          menu.append(...choices(this.look, edit, () => this.chat.delete(id).then(() => this.focusComposer())));
        },
        () => (menu.open = false), // as if it had not been chosen
      );
    return menu;
  }

  /** Begins to edit a message, or ends it. */
  private edit(editing: Editing | null): void {
    this.editing = editing;
    this.update(false);
    if (editing) editing.editor.querySelector("textarea")?.focus();
    else this.focusComposer();
  }

  private file({ fileName, mimeType, size, url, removedAt }: Shown["attachments"][number]): HTMLElement {
    const { t, language } = this.look;
    const href = url && /^https?:/.test(url) ? url : null;
    const opens = { href, target: "_blank", rel: "noopener noreferrer" };
    if (href && mimeType.startsWith("image/")) {
      return h("a", { ...opens, class: "picture" }, h("img", { src: href, alt: fileName, loading: "lazy" }));
    }
    const unit = size < 1_000_000 ? "kilobyte" : "megabyte";
    const amount = Math.max(0.1, size / (size < 1_000_000 ? 1_000 : 1_000_000));
    const form = new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 });
    const shown = [icon(...FILE), h("span", {}, h("bdi", {}, fileName), h("small", {}, h("bdi", {}, removedAt ? t("Removed") : form.format(amount))))];
    if (!href) return h("div", { class: "file" }, ...shown);
    return h("a", { ...opens, class: "file", "aria-label": t("Download {name}", { name: fileName }) }, ...shown);
  }
}

/** The message that a closed widget previews: the latest that the visitor has not seen. */
export function unseenOf(chat: Chat): MessageView | undefined {
  return [...chat.messages].reverse().find((message) => message.senderType === "AGENT" && isUnseen(message));
}

/** A picture, or a name's initials. */
export function avatar(agent: Pick<AgentCard, "name" | "avatarUrl"> | null, name: string): HTMLElement {
  const letters = (agent?.name ?? name)
    .split(/\s+/)
    .map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? "")
    .filter(Boolean)
    .slice(0, 2)
    .join("");
  const element = h("div", { class: "avatar", "aria-hidden": "true" });
  if (agent?.avatarUrl) {
    const failed = (): void => element.replaceChildren(letters);
    element.append(h("img", { src: agent.avatarUrl, alt: "", onerror: failed }));
  } else {
    element.append(letters);
  }
  return element;
}

function words(content: string): (Node | string)[] {
  return linked(content).map(({ text, href }) =>
    href ? h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, text) : text,
  );
}

function quiet(text: string): HTMLElement {
  return h("span", { class: "quiet" }, text);
}

function dayOf(message: Shown): string {
  return new Date(message.createdAt).toDateString();
}

function isTogether(one: Shown | undefined, other: Shown | undefined): boolean {
  return (
    !!one &&
    !!other &&
    one.senderType === other.senderType &&
    one.senderId === (other.senderId ?? one.senderId) &&
    dayOf(one) === dayOf(other) &&
    Date.parse(other.createdAt) - Date.parse(one.createdAt) < TOGETHER
  );
}

