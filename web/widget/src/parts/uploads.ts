/** Files that are being uploaded for the next message. */

import type { Upload } from "../../../generated/api";
import { MOST, problemOf, typeOf } from "../../../shared/files";
import { CROSS, h, icon } from "../dom";
import { ApiError } from "../http";
import type { Look } from "../look";
import { pause, sleep } from "../retry";
import type { Session } from "../session";
import { msg } from "../texts";

export { accepted } from "../../../shared/files";

const ATTEMPTS = 5;
const PROBLEMS = {
  type: msg("{name} cannot be sent: only pictures, PDF, Office files and ZIP are allowed."),
  size: msg("{name} is larger than 10 MB."),
  empty: msg("{name} could not be uploaded."),
};

interface Waiting {
  file: File;
  mimeType: string;
  element: HTMLElement;
  bar: HTMLProgressElement;
  stop: AbortController;
  /** Its ID, once it is uploaded, and whose file it is. */
  id?: string;
  by?: string | null;
}

/** A file that is uploaded, and not yet part of a message. */
export interface Uploaded {
  id: string;
  fileName: string;
  mimeType: string;
  size: number;
}

export class Uploads {
  private waiting: Waiting[] = [];

  constructor(
    private readonly list: HTMLElement,
    private readonly session: Session,
    private readonly look: Look,
    private readonly onChange: () => void,
    private readonly showError: (problem: string) => void,
    private readonly focus: () => void,
  ) {}

  get count(): number {
    return this.waiting.length;
  }

  get isBusy(): boolean {
    return !this.waiting.every(({ id }) => id);
  }

  /** Uploads again what a former visitor has uploaded: it is not the present one's to send. Whether that was anything. */
  renew(): boolean {
    const theirs = this.waiting.filter(({ by }) => by !== this.session.visitorId);
    for (const waiting of theirs) this.begin(waiting);
    return theirs.length > 0;
  }

  /** The files, which from now on are the message's. */
  take(): Uploaded[] {
    const { waiting } = this;
    this.empty();
    return waiting.map(({ id = "", file, mimeType }) => ({ id, fileName: file.name, mimeType, size: file.size }));
  }

  /** Discards the files. */
  clear(): void {
    for (const waiting of this.waiting) waiting.stop.abort();
    this.empty();
  }

  attach(files: File[]): void {
    const { t } = this.look;
    for (const file of files) {
      if (this.waiting.length === MOST) return this.showError(t("At most five files at once."));
      const problem = problemOf(file);
      if (problem) this.showError(t(PROBLEMS[problem], { name: file.name }));
      else this.startUpload(file, typeOf(file) as string);
    }
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
    this.begin(waiting);
  }

  private begin(waiting: Waiting): void {
    const { file, bar } = waiting;
    delete waiting.id;
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
        this.showError(this.look.t("{name} could not be uploaded.", { name: file.name }));
      },
    );
  }

  /** Uploads a file, with retries while the network is down. */
  private async uploadFile(waiting: Waiting): Promise<string> {
    const { file, mimeType, bar, stop } = waiting;
    for (let attempt = 1; ; attempt++) {
      try {
        const files = [{ fileName: file.name, mimeType, size: file.size }];
        const { uploads } = await this.session.call("POST", "/api/widget/attachments", { files });
        waiting.by = this.session.visitorId;
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
        if (stop.signal.aborted) throw failure;
      }
    }
  }

  private drop(waiting: Waiting): void {
    waiting.stop.abort();
    waiting.element.remove();
    this.waiting = this.waiting.filter((other) => other !== waiting);
    this.show();
    this.focus();
  }

  private empty(): void {
    this.waiting = [];
    this.list.replaceChildren();
    this.show();
  }

  /** Elements stay where they are: one that is moved loses the focus, and the click that has begun on it. */
  private show(): void {
    this.list.hidden = !this.waiting.length;
    this.onChange();
  }
}

/** Uploads a file by a presigned POST and reports its progress, from 0 to 1. */
function upload(
  url: string,
  fields: Record<string, string>,
  file: File,
  progress: (done: number) => void,
  stop: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) return reject(new ApiError(0, "Upload stopped")); // while its form was asked for
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", file); // the last field: S3 ignores what comes after it
    const sending = new XMLHttpRequest();
    sending.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    sending.onload = () => (sending.status < 300 ? resolve() : reject(new ApiError(sending.status, "Upload refused")));
    sending.onerror = () => reject(new ApiError(0, "Upload failed"));
    sending.onabort = () => reject(new ApiError(0, "Upload stopped"));
    stop.addEventListener("abort", () => sending.abort());
    sending.open("POST", url);
    sending.send(form);
  });
}
