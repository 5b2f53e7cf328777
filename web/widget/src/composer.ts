/** The input field, and files that are being uploaded. */

import type { Chat } from "./chat";
import { CLIP, h, icon, PLANE, set, SMILE } from "./dom";
import type { Look } from "./look";
import { part } from "./parts";
import type { Picker } from "./parts/emoji";
import type { Uploads } from "./parts/uploads";
import type { Session } from "./session";
import type { Storage } from "./storage";

const LONGEST = 10_000;
const TYPING_ENDS = 5_000;

export class Composer {
  readonly element: HTMLElement;
  private readonly box: HTMLElement;
  private readonly area: HTMLTextAreaElement;
  private readonly button: HTMLButtonElement;
  private readonly error: HTMLElement;
  private readonly list: HTMLElement;
  /** Files that are being uploaded, once there was one. */
  private uploads: Uploads | null = null;
  private isAttaching = false;
  private readonly smile: HTMLElement;
  /** The picker of emoji, once it was asked for. */
  private picker: Picker | null = null;
  private typingTimer = 0;

  constructor(
    private readonly chat: Chat,
    private readonly session: Session,
    private readonly tab: Storage,
    private readonly look: Look,
  ) {
    const { t } = look;
    this.area = h("textarea", {
      rows: 1,
      maxlength: LONGEST,
      placeholder: t("Write a message …"),
      "aria-label": t("Write a message …"),
      dir: "auto",
      oninput: () => this.typed(),
      onkeydown: (event: KeyboardEvent) => this.pressed(event),
      onpaste: (event: ClipboardEvent) => this.pasted(event),
    });
    this.button = h("button", { class: "round send", "aria-label": t("Send"), disabled: true }, icon(PLANE));
    const input = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      onchange: () => {
        this.attach([...(input.files ?? [])]);
        input.value = "";
      },
    });
    // What the file dialog offers is known before it opens; without that, unsuitable files are refused afterwards.
    const prepare = (): void => void part("uploads").then(({ accepted }) => set(input, "accept", accepted), () => {});
    const clip = { class: "round", type: "button", "aria-label": t("Attach files"), onpointerenter: prepare, onfocus: prepare, onclick: () => input.click() };
    this.error = h("p", { class: "error", role: "alert", hidden: true });
    this.list = h("div", { class: "uploads", hidden: true });
    const smile = { class: "round smile", type: "button", "aria-label": t("Choose an emoji"), "aria-haspopup": "dialog", onclick: () => this.pick() };
    this.smile = h("button", smile, icon(...SMILE));
    this.box = h("div", { class: "box" }, h("button", clip, icon(CLIP)), this.area, this.smile, this.button);
    this.element = h(
      "form",
      {
        class: "composer",
        onsubmit: (event: Event) => {
          event.preventDefault();
          this.send();
        },
      },
      look.previewsTyping && h("p", { class: "told" }, t("Our team sees what you type before you send it.")),
      this.error,
      this.list,
      input,
      this.box,
    );
    this.recall();
    // A page restored from the back/forward cache shows what was written on later ones.
    addEventListener("pageshow", (event) => event.persisted && this.recall());
  }

  focus(): void {
    this.area.focus();
  }

  /** Discards the draft. */
  clear(): void {
    this.write("");
    this.isAttaching = false;
    this.uploads?.clear();
    this.showError("");
    this.show();
  }

  /** Puts a text into the field, to be sent or changed first. */
  suggest(text: string): void {
    this.write(text);
    this.show();
    this.focus();
  }

  /** Something is being dragged over the panel. */
  dragged(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.box.classList.add("over");
  }

  left(): void {
    this.box.classList.remove("over");
  }

  /** Files and text can be dropped anywhere on the panel; text dropped into a field is left to the browser. */
  dropped(event: DragEvent): void {
    this.left();
    const files = filesOf(event.dataTransfer);
    if (!files.length && event.target === this.area) return;
    event.preventDefault();
    if (files.length) return this.attach(files);
    const said = event.dataTransfer?.getData("text/plain") ?? "";
    this.write([this.area.value, said].filter(Boolean).join(" ").slice(0, LONGEST));
    this.show();
    this.focus();
  }

  /** Opens the picker of emoji, or closes it. */
  private pick(): void {
    if (this.picker) return this.picker.toggle();
    this.showError("");
    Promise.all([part("emoji"), part(`emoji-${this.look.language}`)])
      .then(([{ Picker }, signs]) => {
        if (this.picker) return; // asked for twice
        this.picker = new Picker(this.look, signs, this.smile, (sign) => this.insert(sign));
        this.box.before(this.picker.element);
        this.picker.toggle();
      })
      .catch(() => this.showError(this.look.t("The emoji could not be loaded. Please try again.")));
  }

  /** Writes an emoji where the caret is. */
  private insert(sign: string): void {
    const { area } = this;
    if (area.value.length + sign.length <= LONGEST) area.setRangeText(sign, area.selectionStart, area.selectionEnd, "end");
    this.focus();
    this.typed();
  }

  /** The draft of this tab's pages. */
  private recall(): void {
    this.area.value = this.tab.get<string>("draft") ?? "";
    this.show();
  }

  private write(draft: string): void {
    this.area.value = draft;
    this.keep();
  }

  private keep(): void {
    if (this.area.value) this.tab.set("draft", this.area.value);
    else this.tab.remove("draft");
  }

  private get isReady(): boolean {
    const { uploads } = this;
    return !this.isAttaching && uploads?.isBusy !== true && (!!uploads?.count || this.area.value.trim() !== "");
  }

  private send(): void {
    if (!this.isReady || this.uploads?.renew()) return;
    this.chat.say(this.area.value.trim(), this.uploads?.take());
    this.write("");
    this.showError("");
    this.show();
    this.focus();
  }

  private typed(): void {
    this.keep();
    this.chat.sendTyping(this.area.value !== "", this.look.previewsTyping ? this.area.value : undefined);
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.chat.sendTyping(false), TYPING_ENDS);
    this.show();
  }

  private pressed(event: KeyboardEvent): void {
    // Safari and some input methods end a composition before the Enter that confirms it, which then has this code.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing) return;
    event.preventDefault();
    this.send();
  }

  private pasted(event: ClipboardEvent): void {
    const files = filesOf(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    this.attach(files);
  }

  private attach(files: File[]): void {
    this.showError("");
    this.focus();
    this.isAttaching = true;
    part("uploads")
      .then(({ Uploads }) => {
        if (!this.isAttaching) return; // discarded with the draft
        this.uploads ??= new Uploads(this.list, this.session, this.look, () => this.show(), (problem) => this.showError(problem), () => this.focus());
        this.uploads.attach(files);
      })
      .catch(() => this.showError(this.look.t("{name} could not be uploaded.", { name: files[0]?.name ?? "" })))
      .finally(() => {
        this.isAttaching = false;
        this.show();
      });
  }

  private showError(problem: string): void {
    this.error.hidden = !problem;
    this.error.textContent = problem;
  }

  private show(): void {
    this.button.disabled = !this.isReady;
    this.area.style.height = "0";
    this.area.style.height = `${Math.max(38, this.area.scrollHeight)}px`;
  }
}

/** The files in what is pasted or dropped. Office programs add a picture of the copied cells and text, where the text is
 * meant; the text that a file manager adds to its files is their names. */
function filesOf(transfer: DataTransfer | null): File[] {
  const files = [...(transfer?.files ?? [])];
  const said = transfer?.getData("text/plain").trim() ?? "";
  const isTheirs = (line: string): boolean => files.some(({ name }) => line.trim().endsWith(name));
  const isText = said !== "" && said !== transfer?.getData("text/uri-list").trim() && !said.split("\n").every(isTheirs);
  return isText ? [] : files;
}
