/** Proactive messages (docs/proactive.md): decides each second whether page and time have come for one, asks to show it,
 * and shows it beside the launcher. */

import type { ProactiveView, ShowAnswer } from "../../../generated/api";
import { matches } from "../../../shared/page-patterns";
import type { Chat } from "../chat";
import { CROSS, h, icon, text, wear } from "../dom";
import { ApiError } from "../http";
import type { Look } from "../look";
import { randomId } from "../retry";
import type { Session } from "../session";
import type { Storage } from "../storage";
import type { View } from "../view";
import stylesheet from "./proactive.css";

const GLANCE = 1_000;
/** After how many seconds a request that failed is made again. */
const AGAIN = 10;

/** Which messages this browser knows that its visitor was shown. */
interface Known {
  of: string;
  ids: string[];
}

export class Proactive {
  private page = location.href;
  /** How long the visitor has looked at the page. */
  private seconds = 0;
  /** What is not to be shown on this page. */
  private readonly refused = new Set<string>();
  private readonly displays = new Map<string, string>();
  private hasOpened = false;
  private isAsking = false;
  private quietFor = 0;
  private bubble: HTMLElement | null = null;

  constructor(
    private readonly rules: ProactiveView[],
    private readonly view: View,
    private readonly chat: Chat,
    private readonly session: Session,
    private readonly storage: Storage,
    private readonly look: Look,
    /** Makes the visitor one, if they are not yet. */
    private readonly begin: () => Promise<boolean>,
  ) {
    wear(view.root.getRootNode() as ShadowRoot, stylesheet);
    setInterval(() => this.glance(), GLANCE);
  }

  /** The panel was opened. */
  opened(): void {
    this.hasOpened = true;
    this.remove();
  }

  private glance(): void {
    if (document.hidden) return;
    if (location.href !== this.page) {
      this.page = location.href;
      this.seconds = 0;
      this.refused.clear();
      this.hasOpened = this.view.isOpen;
    } else {
      this.seconds++;
    }
    if (this.bubble && !this.mayShow) this.remove();
    if (this.bubble || this.isAsking || !this.mayShow || this.quietFor-- > 0) return;
    const { known } = this;
    const due = this.rules.find((rule) => !known.includes(rule.id) && !this.refused.has(rule.id) && this.isDue(rule));
    if (due) void this.ask(due.id);
  }

  private get mayShow(): boolean {
    const { chat, storage, view } = this;
    const isTalking = !!chat.conversation && !chat.isClosed;
    return storage.isAllowed && !view.isOpen && !this.hasOpened && !isTalking && !chat.outbox.messages.length && !chat.isUnavailable;
  }

  private isDue({ pages, afterSeconds, minVisits, when }: ProactiveView): boolean {
    return this.seconds >= afterSeconds && this.session.visits >= minVisits && matches(pages, location) && (when !== "open" || this.isOpen);
  }

  private get isOpen(): boolean {
    const { hours } = this.look;
    if (!hours) return true;
    return Date.now() < Date.parse(hours.closesAt ?? "") || Date.now() >= Date.parse(hours.opensAt ?? "");
  }

  private get known(): string[] {
    const kept = this.storage.get<Known>("proactive");
    return kept && kept.of === this.session.visitorId ? kept.ids : [];
  }

  private async ask(id: string): Promise<void> {
    const { session } = this;
    const displayId = this.displays.get(id) ?? randomId();
    this.displays.set(id, displayId);
    this.isAsking = true;
    try {
      if (!(await this.begin())) return void this.refused.add(id);
      const answer = await session.call("POST", "/api/widget/proactive-messages", { id, displayId, language: this.look.language });
      if (answer.isShown || answer.reason === "SHOWN_BEFORE") this.remember(id);
      if (!answer.isShown) this.refused.add(id);
      else if (this.mayShow) this.show(id, answer);
    } catch (failure) {
      if (failure instanceof ApiError && failure.isRetryable) this.quietFor = AGAIN;
      else this.refused.add(id);
    } finally {
      this.isAsking = false;
    }
  }

  private remember(id: string): void {
    this.storage.set("proactive", { of: this.session.visitorId ?? "", ids: [...this.known, id] });
  }

  private show(id: string, { text: content, senderName }: ShowAnswer): void {
    const { t, workspace } = this.look;
    const name = senderName ?? workspace;
    const answer = (): void => {
      this.chat.begunBy = { id, content, senderName };
      this.view.open();
    };
    const face = h("span", { class: "avatar", "aria-hidden": "true" }, [...name].slice(0, 1).join(""));
    const discard = h("button", { class: "round", type: "button", "aria-label": t("Discard"), onclick: () => this.remove() }, icon(CROSS));
    this.bubble = h(
      "div",
      {
        class: "teaser proactive",
        role: "group",
        "aria-label": t("Message from {name}", { name }),
        onkeydown: (event: KeyboardEvent) => event.key === "Escape" && this.remove(),
      },
      h("div", { class: "said" }, face, h("p", { dir: "auto" }, h("b", {}, name), content), discard),
      h("button", { class: "answer", type: "button", onclick: answer }, t("Answer")),
    );
    this.view.launcher.before(this.bubble);
    text(this.view.news, t("New message from {name}: {text}", { name, text: content }));
  }

  private remove(): void {
    const hadFocus = this.bubble?.contains((this.view.root.getRootNode() as ShadowRoot).activeElement);
    this.bubble?.remove();
    this.bubble = null;
    if (hadFocus && !this.view.isOpen) this.view.launcher.focus();
  }
}
