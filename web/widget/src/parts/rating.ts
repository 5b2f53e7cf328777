/** The rating: five stars after a conversation was closed, and an optional comment. */

import type { Rating as Given } from "../../../generated/api";
import type { Chat } from "../chat";
import { h, icon, STAR } from "../dom";
import type { Look } from "../look";

const BEST = 5;
/** How long another star can be chosen: arrow keys reach the fifth through the others. */
const UNDO = 1_000;

export class Rating {
  private shows = "";
  private chosen = 0;
  private timer = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly chat: Chat,
    private readonly look: Look,
  ) {
    addEventListener("pagehide", () => this.timer && this.send());
  }

  /** Renders the chat's current state; true if the rating has just appeared. */
  update(): boolean {
    const { conversation, isClosed } = this.chat;
    const rating = conversation?.rating ?? null;
    const shows = isClosed ? `${conversation?.id} ${rating ? `${rating.score} ${rating.comment}` : "asks"}` : "";
    if (shows === this.shows) return false;
    const hadFocus = this.element.contains((this.element.getRootNode() as ShadowRoot).activeElement);
    this.shows = shows;
    this.stop();
    this.element.hidden = !shows;
    this.element.replaceChildren();
    if (!shows) return false;
    this.element.append(h("p", {}, this.look.t("This conversation is closed")));
    if (rating) this.thank(rating, hadFocus);
    else this.ask();
    return true;
  }

  private thank({ score, comment }: Given, hasFocus: boolean): void {
    const { t } = this.look;
    const stars = h("div", { class: "stars", role: "img", "aria-label": t("{n} of 5", { n: score }) });
    for (let star = 1; star <= BEST; star++) stars.append(h("label", { class: star <= score && "lit" }, icon(STAR)));
    const thanks = h("p", { class: "thanks", tabindex: -1 }, t("Thank you for your rating."));
    this.element.append(stars, thanks);
    if (comment === null) this.element.append(this.offerComment());
    if (hasFocus) thanks.focus();
  }

  private ask(): void {
    const { t } = this.look;
    const failed = h("p", { class: "error", role: "alert" });
    const labels: HTMLElement[] = [];
    const light = (upTo: number): void =>
      labels.forEach((label, place) => label.classList.toggle("lit", place < upTo));
    const choose = (star: number): void => {
      this.chosen = star;
      light(star);
      failed.textContent = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(failed), UNDO);
    };
    for (let star = 1; star <= BEST; star++) {
      const input = h("input", {
        type: "radio",
        name: "score",
        value: star,
        "aria-label": t("{n} of 5", { n: star }),
        onchange: () => choose(star),
        onclick: () => failed.textContent && choose(star), // retry
      });
      const hover = { onpointerenter: () => light(star), onpointerleave: () => light(this.chosen) };
      labels.push(h("label", hover, input, icon(STAR)));
    }
    const legend = h("legend", {}, t("How was it?"));
    this.element.append(h("fieldset", {}, legend, h("div", { class: "stars" }, ...labels)), failed);
  }

  private send(failed?: HTMLElement): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.chat.rate(this.chosen).catch(() => {
      if (failed) failed.textContent = this.look.t("That could not be sent. Please try again.");
    });
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = this.chosen = 0;
  }

  private offerComment(): HTMLElement {
    const { t } = this.look;
    const comment = h("textarea", {
      rows: 2,
      maxlength: 1_000,
      placeholder: t("Would you like to add something?"),
      "aria-label": t("Would you like to add something?"),
      dir: "auto",
    });
    const failed = h("p", { class: "error", role: "alert" });
    let isSending = false; // disabling the button would lose the focus
    const send = (event: Event): void => {
      event.preventDefault();
      const said = comment.value.trim();
      if (isSending || !said) return;
      isSending = true;
      failed.textContent = "";
      this.chat.comment(said).catch(() => {
        isSending = false;
        failed.textContent = t("That could not be sent. Please try again.");
      });
    };
    return h("form", { onsubmit: send }, comment, failed, h("button", { class: "send-rating" }, t("Send comment")));
  }
}
