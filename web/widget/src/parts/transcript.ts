/** Asks for the conversation by e-mail, at the visitor's own address. */

import { h } from "../dom";
import { ApiError } from "../http";
import type { Look } from "../look";
import type { Session } from "../session";

/** Shows the form. The focus goes to the address. */
export function ask(element: HTMLElement, session: Session, { t }: Look, which: { conversationId?: string }): void {
  const email = h("input", { type: "email", required: true, maxlength: 254, autocomplete: "email", value: session.email, "aria-label": t("Your e-mail address"), placeholder: t("Your e-mail address") });
  const failed = h("p", { class: "error", role: "alert" });
  let isSending = false; // disabling the button would lose the focus
  const send = (event: Event): void => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    failed.textContent = "";
    session.call("POST", "/api/widget/transcript", { email: email.value.trim(), ...which }).then(
      ({ email: address }) => {
        const done = h("p", { class: "thanks", tabindex: -1 }, t("It is on its way to {address}. This may take a few minutes.", { address }));
        element.replaceChildren(done);
        done.focus();
      },
      (failure: unknown) => {
        isSending = false;
        const isElsewhere = failure instanceof ApiError && failure.code === "NOT_YOUR_ADDRESS";
        failed.textContent = isElsewhere ? t("It can be sent to the address of your account only.") : t("That could not be sent. Please try again.");
      },
    );
  };
  element.replaceChildren(h("p", {}, t("Send this conversation by e-mail")), h("form", { onsubmit: send }, email, failed, h("button", { class: "send-rating" }, t("Send"))));
  email.focus();
}
