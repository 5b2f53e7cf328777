/** How it was: five stars and a comment, after a conversation was closed. */

import type { Chat } from "./chat";
import { h, icon, STAR } from "./dom";
import type { Look } from "./look";
import { fill } from "./texts";

const BEST = 5;

export class Rating {
  readonly element = h("div", { class: "rating", hidden: true });
  private shows = "";

  constructor(
    private readonly chat: Chat,
    private readonly look: Look,
  ) {}

  update(): void {
    const { conversation, isClosed } = this.chat;
    const shows = isClosed ? `${conversation?.id} ${conversation?.rating?.score ?? "asks"}` : "";
    if (shows === this.shows) return;
    const hadFocus = this.element.contains((this.element.getRootNode() as ShadowRoot).activeElement);
    this.shows = shows;
    this.element.hidden = !shows;
    this.element.replaceChildren();
    if (conversation?.rating && shows) this.thank(conversation.rating.score, hadFocus);
    else if (shows) this.ask();
  }

  private thank(score: number, hasFocus: boolean): void {
    const { texts } = this.look;
    const stars = h("div", { class: "stars", role: "img", "aria-label": fill(texts.rateStar, { n: score }) });
    for (let star = 1; star <= BEST; star++) stars.append(h("label", { class: star <= score && "lit" }, icon(STAR)));
    const thanks = h("p", { class: "thanks", tabindex: -1 }, texts.rateThanks);
    this.element.append(h("p", {}, texts.closed), stars, thanks);
    if (hasFocus) thanks.focus();
  }

  private ask(): void {
    const { texts } = this.look;
    let score = 0;
    const labels: HTMLElement[] = [];
    const light = (upTo: number): void =>
      labels.forEach((label, place) => label.classList.toggle("lit", place < upTo));
    const choose = (star: number): void => {
      score = star;
      light(star);
      rest.hidden = false;
      this.element.parentElement?.scrollTo({ top: this.element.offsetTop });
    };
    for (let star = 1; star <= BEST; star++) {
      const input = h("input", {
        type: "radio",
        name: "score",
        value: star,
        "aria-label": fill(texts.rateStar, { n: star }),
        onchange: () => choose(star),
      });
      const hover = { onpointerenter: () => light(star), onpointerleave: () => light(score) };
      labels.push(h("label", hover, input, icon(STAR)));
    }
    const comment = h("textarea", {
      rows: 2,
      maxlength: 1_000,
      placeholder: texts.rateComment,
      "aria-label": texts.rateComment,
      dir: "auto",
    });
    const failed = h("p", { class: "error", role: "alert" });
    let isSending = false; // disabling the button would take the focus away
    const rest = h("div", { hidden: true }, comment, failed, h("button", { class: "send-rating" }, texts.rateSend));
    const send = (event: Event): void => {
      event.preventDefault();
      if (isSending) return;
      isSending = true;
      failed.textContent = "";
      this.chat.rate(score, comment.value).catch(() => {
        isSending = false;
        failed.textContent = texts.rateFailed;
      });
    };
    const legend = h("legend", {}, texts.rateTitle);
    const stars = h("fieldset", {}, legend, h("div", { class: "stars" }, ...labels));
    this.element.append(h("p", {}, texts.closed), h("form", { onsubmit: send }, stars, rest));
  }
}
