/** The form before the first message: what the workspace asks, and while nobody answers, the message itself. */

import type { FormBody, FormFieldView, FormView } from "../../../generated/api";
import type { Language } from "../../../generated/languages";
import type { Chat } from "../chat";
import { h, set, wear } from "../dom";
import { ApiError } from "../http";
import { toJson } from "../json";
import { localized, type Look } from "../look";
import type { Session } from "../session";
import stylesheet from "./entry.css";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const LONGEST = 1_000;
const LONGEST_MESSAGE = 10_000;
const AUTOCOMPLETE: Record<string, string> = { userName: "name", userEmail: "email", userPhone: "tel" };
const TYPES = { TEXT: "text", EMAIL: "email", PHONE: "tel", NUMBER: "number", DATE: "date" };

export class Entry {
  /** The form, and whose it is: another tab's use of the session brings the same one again, which keeps what was typed. */
  private shows: string | null = null;
  private isSending = false; // disabling the button would lose the focus
  /** By the names of fields, their controls and where their problems stand. */
  private readonly fields = new Map<string, { control: Control; problem: HTMLElement }>();

  constructor(
    private readonly element: HTMLElement,
    private readonly chat: Chat,
    private readonly session: Session,
    private readonly look: Look,
    /** Takes the focus where no form is. */
    private readonly leave: () => void,
  ) {
    wear(element.getRootNode() as ShadowRoot, stylesheet);
  }

  focus(): void {
    const [first] = this.fields.values();
    if (first) first.control.focus();
    else this.leave();
  }

  /** Shows a form, or none. The focus comes from the field for messages, which makes room. */
  show(form: FormView | null, takesFocus: boolean): void {
    const shows = form && `${this.session.visitorId} ${toJson(form)}`;
    if (shows === this.shows) return;
    this.shows = shows;
    this.fields.clear();
    this.element.hidden = !form;
    this.element.replaceChildren(...(form ? [this.form(form)] : []));
    if (form && takesFocus) this.focus();
  }

  private form(form: FormView): HTMLElement {
    const { t, language } = this.look;
    const isOffline = form.kind === "OFFLINE";
    const away = isOffline ? t("We are not here right now. Leave us a message, and we will answer by e-mail.") : "";
    const intro = said(form.intro, language) || away;
    const label = isOffline ? t("Send") : t("Start the chat");
    const fields = form.fields.map((field) => this.field(field));
    const message = isOffline ? h("textarea", { rows: 3, maxlength: LONGEST_MESSAGE, required: true, dir: "auto" }) : null;
    const problem = h("p", { class: "error", role: "alert" });
    const send = (event: Event): void => {
      event.preventDefault();
      void this.send(form, problem, message?.value.trim() ?? "");
    };
    return h(
      "form",
      { class: "entry", onsubmit: send, "aria-label": label },
      intro && h("p", {}, intro),
      ...fields,
      message && this.labeled("message", t("Message"), message),
      this.consent(form),
      problem,
      h("button", {}, label),
    );
  }

  private field({ name, type, isRequired, label, options }: FormFieldView): HTMLElement {
    const { t, language } = this.look;
    const known: Record<string, string> = { userName: t("Name"), userEmail: t("E-mail"), userPhone: t("Phone") };
    const called = known[name] ?? (said(label, language) || keyOf(name));
    if (type === "BOOLEAN") return this.labeled(name, called, h("input", { type: "checkbox" }), true);
    const shown = isRequired ? called : t("{label} (optional)", { label: called });
    const props = { required: isRequired, autocomplete: AUTOCOMPLETE[name] ?? "off" };
    if (type === "LIST") {
      const choices = ["", ...options].map((option) => h("option", { value: option }, option || "–"));
      return this.labeled(name, shown, h("select", props, ...choices));
    }
    const longest = type === "EMAIL" ? 254 : name in known ? 100 : LONGEST;
    return this.labeled(name, shown, h("input", { ...props, type: TYPES[type], step: type === "NUMBER" && "any", maxlength: longest, dir: "auto" }));
  }

  private labeled(name: string, label: string, control: Control, isCheck = false): HTMLElement {
    const problem = h("span", { class: "error", id: `entry-${name}` });
    set(control, "aria-describedby", problem.id);
    this.fields.set(name, { control, problem });
    const text = h("span", { dir: "auto" }, label);
    return h("div", {}, h("label", { class: isCheck && "check" }, ...(isCheck ? [control, text] : [text, control])), problem);
  }

  private consent({ consent }: FormView): HTMLElement | null {
    if (!consent) return null;
    const { t, language } = this.look;
    const box = this.labeled("consent", said(consent.text, language), h("input", { type: "checkbox", required: true }), true);
    const link = said(consent.linkText, language) || t("Read more");
    // Outside the label, or a click on it would be one on the box.
    if (consent.url) box.append(h("p", {}, h("a", { href: consent.url, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, link)));
    return box;
  }

  private async send(form: FormView, problem: HTMLElement, message: string): Promise<void> {
    const { t } = this.look;
    if (this.isSending) return;
    this.isSending = true;
    problem.textContent = "";
    for (const { control, problem: place } of this.fields.values()) {
      set(control, "aria-invalid", null);
      place.textContent = "";
    }
    try {
      await this.session.fill(this.answers(form));
      if (message) this.chat.say(message);
      this.focus();
    } catch (failure) {
      const fields = failure instanceof ApiError ? failure.fields : [];
      if (!this.mark(fields)) problem.textContent = t("That could not be sent. Please try again.");
      // Another text is to be agreed to meanwhile: it comes with another session.
      if (fields.some(({ field }) => field === "form.consent")) void this.session.reopen().catch(() => {});
    } finally {
      this.isSending = false;
    }
  }

  /** Says at the fields what is wrong with them. Whether that was any of them. */
  private mark(wrong: ApiError["fields"]): boolean {
    const marked = wrong.flatMap(({ field, message }) => {
      const found = this.fields.get(field.replace("form.", ""));
      if (!found) return [];
      set(found.control, "aria-invalid", "true");
      found.problem.textContent = message;
      return [found.control];
    });
    marked[0]?.focus();
    return marked.length > 0;
  }

  private answers({ fields, consent }: FormView): FormBody {
    const answers: FormBody = {};
    const attributes: Record<string, string | number | boolean> = {};
    for (const { name, type } of fields) {
      const control = this.fields.get(name)?.control;
      const value = control?.value.trim() ?? "";
      if (name === "userName" || name === "userEmail" || name === "userPhone") {
        if (value) answers[name] = value;
      } else if (type === "BOOLEAN") attributes[keyOf(name)] = isChecked(control);
      else if (value) attributes[keyOf(name)] = type === "NUMBER" ? Number(value) : value;
    }
    if (Object.keys(attributes).length) answers.attributes = attributes;
    if (consent && isChecked(this.fields.get("consent")?.control)) answers.consent = said(consent.text, this.look.language);
    return answers;
  }
}

function isChecked(control: Control | undefined): boolean {
  return control instanceof HTMLInputElement && control.checked;
}

function keyOf(name: string): string {
  return name.replace("attributes.", "");
}

/** A text of the workspace in the visitor's language, or else in English, or in any. */
function said(text: unknown, language: Language): string {
  const all: unknown[] = typeof text === "object" && text !== null ? Object.values(text) : [];
  return localized(text, language) ?? localized(text, "en") ?? all.map((one) => localized(one, language)).find(Boolean) ?? "";
}
