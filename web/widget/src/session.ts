/** Who the visitor is to the API: a token, kept from one page and one visit to the next. */

import type { Config } from "./config";
import { ApiError, request } from "./http";
import type { Storage } from "./storage";
import { takeToken } from "./tokens";
import type { Conversation, Identity, SessionAnswer, Visitor, WidgetView } from "./types";

/** A visit ends with half an hour without the visitor; pages within one share its session. */
const VISIT = 30 * 60_000;
const DAY = 24 * 60 * 60_000;
const NOBODY = "[]";

interface Kept {
  token: string;
  expiresAt: string;
  visitor: Visitor;
  widget: WidgetView;
  socketUrl: string;
  /** What the page had said of the visitor. */
  identity: string;
  /** When the visitor was last here. */
  at: number;
}

export class Session {
  private kept: Kept | null = null;
  private opening: Promise<Conversation | null> | null = null;
  /** Why there will be no session on this page. */
  private refusal: ApiError | null = null;
  private mailed: { visitorId: string; token: string } | null;
  /** Called when the visitor has become somebody else, here or in another tab. */
  onVisitor: () => void = () => {};
  /** Called when it is known where the socket is. */
  onSocket: () => void = () => {};
  /** Called when the API key, the page's origin or its word for who the visitor is was refused. */
  onRefused: (reason: string) => void = () => {};

  constructor(
    private readonly config: Config,
    private readonly storage: Storage,
  ) {
    this.mailed = takeToken(config.tenantId);
    storage.onChange("session", () => this.adopt(this.storage.get<Kept>("session")));
  }

  get visitorId(): string | null {
    return this.kept?.visitor.id ?? null;
  }

  get token(): string {
    return this.kept?.token ?? "";
  }

  get socketUrl(): string {
    return this.kept?.socketUrl ?? "";
  }

  get widget(): WidgetView | null {
    return this.kept?.widget ?? null;
  }

  /** Takes up the visit that another page began, if there is one; a new one needs `open`. */
  resume(): boolean {
    const kept = this.storage.get<Kept>("session");
    const isRunning =
      kept !== null &&
      // A link from a mail says who the visitor is, whoever was here before.
      this.mailed === null &&
      Date.now() - kept.at < VISIT &&
      Date.parse(kept.expiresAt) - Date.now() > DAY &&
      // A page may say who its user is only after it has loaded.
      [NOBODY, kept.identity].includes(this.identity());
    if (isRunning) this.kept = kept;
    return isRunning;
  }

  /** What is known of the workspace from an earlier visit, for a page that is opened without a connection. */
  recall(): boolean {
    this.kept ??= this.storage.get<Kept>("session");
    return this.kept !== null;
  }

  /** Opens a session with the API key, as the visitor who was here before, and answers their conversation. */
  open(): Promise<Conversation | null> {
    if (this.refusal) return Promise.reject(this.refusal);
    this.opening ??= this.enter()
      .catch((failure: unknown) => {
        if (failure instanceof ApiError && !failure.isPassing) {
          this.refusal = failure;
          this.kept = null;
          this.onRefused(failure.message);
        }
        throw failure;
      })
      .finally(() => {
        this.opening = null;
      });
    return this.opening;
  }

  /** Opens a session once more, after the one that may just be opening. */
  async reopen(): Promise<Conversation | null> {
    await this.opening?.catch(() => {});
    return this.open();
  }

  /** Changes who the page says the visitor is. True where that takes a new session. */
  identify(identity: Identity): boolean {
    for (const name of ["externalId", "identityHash", "userName", "userEmail", "userPhone"] as const) {
      const value = identity[name];
      if (typeof value === "string" && value.trim()) this.config.identity[name] = value.trim();
    }
    return this.kept?.identity !== this.identity();
  }

  /** Forgets the visitor: what a page calls when its user logs out. */
  forget(): void {
    this.kept = null;
    this.config.identity = {};
    this.storage.remove("session");
  }

  /** The visitor is here. */
  touch(): void {
    if (this.kept) this.keep({ ...this.kept, at: Date.now() });
  }

  /** A request as the visitor. Where the token is refused, a new session is opened, once. */
  async call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    const token = this.token;
    try {
      if (!token) throw new ApiError(401, "No session yet");
      return await this.send<T>(method, path, body);
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.status !== 401) throw failure;
      const elsewhere = this.storage.get<Kept>("session");
      if (elsewhere && elsewhere.token !== token) this.adopt(elsewhere);
      else if (this.token === token) await this.open();
      return this.send<T>(method, path, body);
    }
  }

  private send<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    return request<T>(this.config.api + path, method, { Authorization: `Bearer ${this.token}` }, body);
  }

  private async enter(): Promise<Conversation | null> {
    const { api, apiKey, identity } = this.config;
    const known = this.kept ?? this.storage.get<Kept>("session");
    // Somebody else than the page's user must not see what that user wrote here.
    const isSame = !known?.visitor.externalId || !identity.externalId || known.visitor.externalId === identity.externalId;
    const before = this.mailed ?? (known && isSame ? { visitorId: known.visitor.id, token: known.token } : null);
    const body = {
      ...(before && { visitorId: before.visitorId, visitorToken: before.token }),
      currentUrl: location.href.slice(0, 2_000),
      referrer: document.referrer.slice(0, 2_000),
      language: navigator.language.slice(0, 35),
      // An iPad calls itself a Macintosh in every header.
      touchPoints: navigator.maxTouchPoints,
    };
    const url = `${api}/api/widget/sessions`;
    const headers = { "X-API-Key": apiKey };
    const said = this.identity();
    let answer: SessionAnswer;
    try {
      answer = await request<SessionAnswer>(url, "POST", headers, { ...body, ...identity });
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.status !== 400) throw failure;
      console.warn(`Connextlive: what the page says of the visitor is left out: ${failure.message}`);
      const { externalId, identityHash } = identity;
      answer = await request<SessionAnswer>(url, "POST", headers, { ...body, externalId, identityHash });
    }
    this.mailed = null;
    const socketUrl = this.socketUrl;
    const { token, expiresAt, visitor, widget, conversation } = answer;
    this.adopt({ token, expiresAt, visitor, widget, socketUrl, identity: said, at: Date.now() });
    if (this.kept) this.keep(this.kept);
    if (!socketUrl) void this.findSocket();
    return conversation;
  }

  /** Meanwhile, and without a socket for good, the widget asks. */
  private async findSocket(): Promise<void> {
    try {
      const { websocketUrl } = await request<{ websocketUrl?: string }>(`${this.config.api}/api/health`, "GET", {});
      if (!this.kept || !websocketUrl) return;
      this.keep({ ...this.kept, socketUrl: websocketUrl });
      this.onSocket();
    } catch {
      // the next session tries again
    }
  }

  private adopt(next: Kept | null): void {
    if (!next) return;
    const before = this.visitorId;
    this.kept = next;
    if (before !== null && before !== next.visitor.id) this.onVisitor();
  }

  private keep(kept: Kept): void {
    this.kept = kept;
    this.storage.set("session", kept);
  }

  private identity(): string {
    return JSON.stringify(Object.entries(this.config.identity).sort());
  }
}
