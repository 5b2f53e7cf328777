/** Who the visitor is to the API: a token, kept from one page and one visit to the next. */

import type { SessionAnswer, SessionBody, VisitorConversation, VisitorSelf, WidgetConfiguration, WidgetView } from "../../generated/api";
import { now, setClock } from "./clock";
import type { Config, Identity } from "./config";
import { ApiError, request, type AnswerTo, type BodyOf, type Method, type Url } from "./http";
import { toJson } from "./json";
import { exclusively, type Storage } from "./storage";
import { readToken, takeToken } from "./tokens";

/** A visit ends with half an hour without the visitor; pages within one share its session. */
const VISIT = 30 * 60_000;
const DAY = 24 * 60 * 60_000;
const NOBODY = "[]";

interface Kept {
  token: string;
  expiresAt: string;
  visitor: VisitorSelf;
  widget: WidgetView;
  socketUrl: string;
  /** What the page had said of the visitor. */
  identity: string;
  /** When the visitor was last here. */
  at: number;
}

export class Session {
  private kept: Kept | null = null;
  private configuration: WidgetConfiguration | null = null;
  private opening: Promise<void> | null = null;
  /** Why there will be no session on this page. */
  private refusal: ApiError | null = null;
  private mailed: { visitorId: string; token: string } | null;
  /** Called when there is a visitor, or they have become somebody else or nobody, here or in another tab; with their
   * conversation where that is known. */
  onVisitor: (conversation?: VisitorConversation | null) => void = () => {};
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
    return (this.kept ?? this.configuration)?.widget ?? null;
  }

  /** Whether the visitor was here before, or comes by a link from a mail. */
  get isExpected(): boolean {
    return this.mailed !== null || this.storage.get("session") !== null;
  }

  /** Takes up the visit that another page began, if there is one; a new one needs `open`. */
  resume(): boolean {
    const kept = this.storage.get<Kept>("session");
    if (!this.isRunning(kept)) return false;
    this.adopt(kept);
    return true;
  }

  /** Asks how the widget looks, which is the same for everybody and says nothing of anybody. */
  async configure(): Promise<void> {
    const { api, apiKey } = this.config;
    try {
      const query = `apiKey=${encodeURIComponent(apiKey)}`;
      this.configuration = await request<WidgetConfiguration>(`${api}/api/widget/configuration?${query}`, "GET", {});
    } catch (failure) {
      this.refuse(failure);
      // Somebody who was here before may write without a connection.
      const kept = this.storage.get<Kept>("session");
      if (!kept || this.refusal) throw failure;
      this.configuration = { widget: kept.widget, websocketUrl: kept.socketUrl };
    }
  }

  /** Opens a session with the API key, as the visitor who was here before, once for all pages of a moment. */
  open(): Promise<void> {
    if (this.refusal) return Promise.reject(this.refusal);
    const before = this.token;
    const begin = async (): Promise<void> => {
      const kept = this.storage.get<Kept>("session");
      if (kept?.token !== before && this.isRunning(kept)) this.adopt(kept);
      else await this.createSession();
    };
    const name = `${this.config.tenantId}:opening`;
    this.opening ??= exclusively(`connextlive:${name}`, begin, () => this.storage.inTurn("opening", begin))
      .catch((failure: unknown) => {
        this.refuse(failure);
        throw failure;
      })
      .finally(() => {
        this.opening = null;
      });
    return this.opening;
  }

  /** Opens a session once more, after the one that may just be opening. */
  async reopen(): Promise<void> {
    await this.opening?.catch(() => {});
    return this.open();
  }

  /** Changes who the page says the visitor is. True where that takes a new session. */
  identify(identity: Identity): boolean {
    for (const name of ["externalId", "identityHash", "userName", "userEmail", "userPhone"] as const) {
      const value: unknown = identity[name];
      // Many a site's own ids are numbers.
      const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
      if (typeof text === "string" && text.trim()) this.config.identity[name] = text.trim();
    }
    return this.kept?.identity !== this.identity();
  }

  /** Forgets the visitor: what a page calls when its user logs out. */
  forget(): void {
    this.config.identity = {};
    this.storage.remove("session");
    this.adopt(null);
  }

  /** The visitor is here. */
  touch(): void {
    if (this.kept) this.keep({ ...this.kept, at: Date.now() });
  }

  /** A request as the visitor. Where the token is refused, a new session is opened, once. */
  async call<M extends Method, U extends Url>(method: M, path: U, body?: BodyOf<M, U>): Promise<AnswerTo<M, U>> {
    const token = this.token;
    try {
      if (!token) throw new ApiError(401, "No session yet");
      return await this.send(method, path, body);
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.status !== 401) throw failure;
      const elsewhere = this.storage.get<Kept>("session");
      if (elsewhere && token && elsewhere.token !== token) this.adopt(elsewhere);
      else if (this.token === token) await this.open();
      return this.send(method, path, body);
    }
  }

  private send<T>(method: Method, path: string, body?: unknown): Promise<T> {
    return request<T>(this.config.api + path, method, { Authorization: `Bearer ${this.token}` }, body);
  }

  private async createSession(): Promise<void> {
    const { api, apiKey, identity } = this.config;
    const known = this.kept ?? this.storage.get<Kept>("session");
    // Somebody else than the page's user must not see what that user wrote here.
    const isSame = !known?.visitor.externalId || !identity.externalId || known.visitor.externalId === identity.externalId;
    const before = this.mailed ?? (known && isSame ? { visitorId: known.visitor.id, token: known.token } : null);
    const body: SessionBody = {
      ...(before && { visitorId: before.visitorId, visitorToken: before.token }),
      currentUrl: location.href.slice(0, 2_000),
      referrer: document.referrer.slice(0, 2_000),
      language: navigator.language.slice(0, 35),
      ...(!this.mailed && isSame && this.isOfThisVisit(known) && { continuesVisit: true }),
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
    const { token, expiresAt, visitor, widget, conversation } = answer;
    setClock(readToken(token)?.issuedAt ?? NaN);
    const socketUrl = this.configuration?.websocketUrl ?? this.socketUrl;
    this.keep({ token, expiresAt, visitor, widget, socketUrl, identity: said, at: Date.now() }, conversation);
  }

  private isRunning(kept: Kept | null): kept is Kept {
    return (
      this.isOfThisVisit(kept) &&
      // A link from a mail says who the visitor is, whoever was here before.
      this.mailed === null &&
      Date.parse(kept.expiresAt) - now() > DAY &&
      // A page may say who its user is only after it has loaded.
      [NOBODY, kept.identity].includes(this.identity())
    );
  }

  /** Both times are of the visitor's clock, which may have been set meanwhile. */
  private isOfThisVisit(kept: Kept | null): kept is Kept {
    return kept !== null && Math.abs(Date.now() - kept.at) < VISIT;
  }

  private refuse(failure: unknown): void {
    if (!(failure instanceof ApiError) || failure.isRetryable) return;
    this.refusal = failure;
    this.kept = null;
    this.onRefused(failure.message);
  }

  private adopt(next: Kept | null, conversation?: VisitorConversation | null): void {
    const before = this.visitorId;
    this.kept = next;
    if (before !== this.visitorId) this.onVisitor(conversation);
  }

  private keep(kept: Kept, conversation?: VisitorConversation | null): void {
    this.storage.set("session", kept);
    this.adopt(kept, conversation);
  }

  private identity(): string {
    return toJson(Object.entries(this.config.identity).sort());
  }
}
