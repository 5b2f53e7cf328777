/** The input field, and files that are being uploaded. */

import type { Upload } from "../../generated/api";
import { accepted, MOST, problemOf, typeOf } from "../../shared/files";
import type { Chat } from "./chat";
import { CLIP, CROSS, h, icon, PLANE } from "./dom";
import { ApiError, upload } from "./http";
import type { Look } from "./look";
import { pause, sleep } from "./retry";
import type { Session } from "./session";
import type { Storage } from "./storage";
import { msg } from "./texts";

const LONGEST = 10_000;
const ATTEMPTS = 5;
const TYPING_ENDS = 5_000;
const PROBLEMS = {
  type: msg("{name} is of a type that cannot be sent: pictures, PDF, Office files and ZIP can."),
  size: msg("{name} is larger than 10 MB."),
  empty: msg("{name} could not be uploaded."),
};

interface Waiting {
  file: File;
  mimeType: string;
  element: HTMLElement;
  bar: HTMLProgressElement;
  stop: AbortController;
  /** Its ID, once it is uploaded. */
  id?: string;
}

export class Composer {
  readonly element: HTMLElement;
  private readonly box: HTMLElement;
  private readonly area: HTMLTextAreaElement;
  private readonly button: HTMLButtonElement;
  private readonly error: HTMLElement;
  private readonly list: HTMLElement;
  private waiting: Waiting[] = [];
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
      accept: accepted,
      onchange: () => {
        this.attach([...(input.files ?? [])]);
        input.value = "";
      },
    });
    const clip = { class: "round", type: "button", "aria-label": t("Attach files"), onclick: () => input.click() };
    this.error = h("p", { class: "error", role: "alert", hidden: true });
    this.list = h("div", { class: "uploads", hidden: true });
    this.box = h("div", { class: "box" }, h("button", clip, icon(CLIP)), this.area, this.button);
    this.element = h(
      "form",
      {
        class: "composer",
        onsubmit: (event: Event) => {
          event.preventDefault();
          this.send();
        },
      },
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
    for (const waiting of this.waiting) waiting.stop.abort();
    this.waiting = [];
    this.showError("");
    this.show();
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
    const isUploaded = this.waiting.every(({ id }) => id);
    return isUploaded && (this.waiting.length > 0 || this.area.value.trim() !== "");
  }

  private send(): void {
    if (!this.isReady) return;
    const files = this.waiting.map(({ id = "", file, mimeType }) => ({
      id,
      fileName: file.name,
      mimeType,
      size: file.size,
    }));
    this.chat.say(this.area.value.trim(), files);
    this.write("");
    this.waiting = [];
    this.showError("");
    this.show();
    this.focus();
  }

  private typed(): void {
    this.keep();
    this.chat.sendTyping(this.area.value !== "");
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
    const { t } = this.look;
    this.showError("");
    for (const file of files) {
      if (this.waiting.length === MOST) return this.showError(t("At most five files at once."));
      const problem = problemOf(file);
      if (problem) this.showError(t(PROBLEMS[problem], { name: file.name }));
      else this.startUpload(file, typeOf(file) as string);
    }
    this.focus();
  }

  private startUpload(file: File, mimeType: string): void {
    const { t } = this.look;
    const bar = h("progress", { max: 1, value: 0, "aria-label": t("Uploading {name}", { name: file.name }) });
    const drop = { class: "round", type: "button", "aria-label": t("Remove {name}", { name: file.name }) };
    const button = h("button", { ...drop, onclick: () => this.drop(waiting) }, icon(CROSS));
    const element = h("div", { class: "upload" }, h("span", {}, h("b", {}, h("bdi", {}, file.name)), bar), button);
    const waiting: Waiting = { file, mimeType, element, bar, stop: new AbortController() };
    this.waiting.push(waiting);
    this.list.append(element);
    this.show();
    this.uploadFile(waiting).then(
      (id) => {
        waiting.id = id;
        bar.value = 1;
        this.show();
      },
      () => {
        if (waiting.stop.signal.aborted) return;
        this.drop(waiting);
        this.showError(t("{name} could not be uploaded.", { name: file.name }));
      },
    );
  }

  /** Uploads a file, with retries while the network is down. */
  private async uploadFile({ file, mimeType, bar, stop }: Waiting): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        const files = [{ fileName: file.name, mimeType, size: file.size }];
        const { uploads } = await this.session.call("POST", "/api/widget/attachments", { files });
        const { attachmentId, url, fields } = uploads[0] as Upload;
        const progress = (done: number): void => {
          bar.value = done;
        };
        await upload(url, fields, file, progress, stop.signal);
        return attachmentId;
      } catch (failure) {
        const isRetryable = failure instanceof ApiError && failure.isRetryable;
        if (!isRetryable || stop.signal.aborted || attempt === ATTEMPTS) throw failure;
        bar.value = 0;
        await sleep(pause(attempt, failure));
      }
    }
  }

  private drop(waiting: Waiting): void {
    waiting.stop.abort();
    this.waiting = this.waiting.filter((other) => other !== waiting);
    this.show();
    this.focus();
  }

  private showError(problem: string): void {
    this.error.hidden = !problem;
    this.error.textContent = problem;
  }

  private show(): void {
    this.button.disabled = !this.isReady;
    this.list.hidden = !this.waiting.length;
    this.list.replaceChildren(...this.waiting.map(({ element }) => element));
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
