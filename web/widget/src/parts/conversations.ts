/** The visitor's conversations, to choose one or begin another. */

import type { VisitorConversation } from "../../../generated/api";
import type { Chat } from "../chat";
import { h, wear } from "../dom";
import type { Look } from "../look";
import stylesheet from "./conversations.css";

let isDressed = false;

/** Shows what is known at once, and again when it has been fetched. The focus goes to the first choice. */
export function show(element: HTMLElement, chat: Chat, look: Look, close: () => void): void {
  const { t } = look;
  if (!isDressed) wear(element.getRootNode() as ShadowRoot, stylesheet);
  isDressed = true;
  const failed = h("p", { class: "error", role: "alert" });
  const fill = (): void => {
    const place = [...element.querySelectorAll("button")].indexOf((element.getRootNode() as ShadowRoot).activeElement as HTMLButtonElement);
    const shown = [...(chat.conversation ? [chat.conversation] : []), ...chat.others.values()].sort((a, b) => (a.lastActivityAt < b.lastActivityAt ? 1 : -1));
    const begin = (): void => {
      chat.begin();
      close();
    };
    const fresh = chat.mayBegin && h("button", { class: "new", type: "button", onclick: begin }, t("Start a new conversation"));
    const entries = shown.map((one) => h("li", {}, entry(one)));
    element.replaceChildren(...(fresh ? [fresh] : []), h("ul", { "aria-label": t("Your conversations") }, ...entries), failed);
    element.querySelectorAll("button")[Math.max(0, place)]?.focus();
  };
  const entry = (one: VisitorConversation): HTMLElement => {
    const isCurrent = one.id === chat.conversation?.id;
    const choose = (): void => {
      if (!isCurrent) chat.open(one.id);
      close();
    };
    const time = new Intl.DateTimeFormat(look.language, { dateStyle: "medium", timeStyle: "short" }).format(Date.parse(one.lastActivityAt));
    const name = (look.showAgentNames && one.agent?.name) || look.workspace;
    const said = one.lastMessage?.content || t("a file");
    const state = one.status === "CLOSED" ? `${time} · ${t("Closed")}` : time;
    const unread = one.unreadCount && !isCurrent ? h("small", { class: "unread" }, t("{n} unread", { n: one.unreadCount })) : null;
    return h("button", { type: "button", "aria-current": isCurrent && "true", onclick: choose }, h("b", { dir: "auto" }, name), h("i", { dir: "auto" }, said), h("small", {}, state), unread);
  };
  fill();
  chat.list().then(fill, () => (failed.textContent = t("That could not be loaded. Please try again.")));
}
