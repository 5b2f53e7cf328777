/** Editing and deleting one's own messages. */

import { h } from "../dom";
import type { Look } from "../look";

interface Editable {
  content: string;
  attachments: unknown[];
}

/** The buttons of a message's menu. */
export function choices({ t }: Look, edit: () => void, remove: () => Promise<void>): HTMLElement[] {
  let isSure = false;
  const removal = h("button", { type: "button" }, t("Delete"));
  removal.addEventListener("click", () => {
    if (isSure) remove().catch(() => (removal.textContent = t("Try again")));
    else removal.textContent = t("Delete for everybody?");
    isSure = true;
  });
  return [h("button", { type: "button", onclick: edit }, t("Edit")), removal];
}

/** The form in place of a message's text. */
export function editor(message: Editable, { t }: Look, change: (content: string) => Promise<void>, close: () => void): HTMLElement {
  const field = h("textarea", { rows: 3, maxlength: 10_000, dir: "auto", "aria-label": t("Edit this message") });
  field.value = message.content;
  const failed = h("p", { class: "error", role: "alert" });
  const save = (event: Event): void => {
    event.preventDefault();
    const content = field.value.trim();
    if (!content && !message.attachments.length) return;
    failed.textContent = "";
    change(content).then(close, () => (failed.textContent = t("That could not be sent. Please try again.")));
  };
  const key = (event: KeyboardEvent): void => {
    if (event.isComposing || (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey))) return;
    event.stopPropagation(); // Escape would close the panel
    if (event.key === "Escape") close();
    else save(event);
  };
  const cancel = h("button", { type: "button", onclick: close }, t("Cancel"));
  return h("form", { class: "editor", onsubmit: save, onkeydown: key }, field, failed, cancel, h("button", {}, t("Save")));
}
