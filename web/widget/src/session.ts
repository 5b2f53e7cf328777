/** The visitor's session: a token, kept across pages and visits. */

import type { Face, FormBody, FormView, SessionAnswer, SessionBody, VisitorConversation, VisitorSelf, WidgetConfiguration, WidgetView } from "../../generated/api";
import { now, setClock } from "./clock";
import type { Config, Identity } from "./config";
import { ApiError, request, type AnswerTo, type BodyOf, type Method, type Url } from "./http";
import { toJson } from "./json";
import { exclusively, type Storage } from "./storage";
import { proven } from "./proof";
import { issuedAt, takeCode } from "./tokens";

/** A visit ends after half an hour of inactivity; pages within one share its session. */
const VISIT = 30 * 60_000;
const DAY = 24 * 60 * 60_000;
const NOBODY = "[]";

interface Kept {
  token: string;
  expiresAt: string;
  visitor: VisitorSelf;
  widget: WidgetView;
  /** What is to be filled in before the first message. */
  form: FormView | null;
  socketUrl: string;
  /** What the page said about the visitor when the session was opened. */
  identity: string;
  /** When the visitor was last active. */
  at: number;
  /** Whether they have begun earlier conversations, and whether they may have several at once. */
  hasEarlier?: boolean;
  mayHaveSeveral?: boolean;
}

export class Session {
  private kept: Kept | null = null;
  private configuration: WidgetConfiguration | null = null;
  private opening: Promise<void> | null = null;
  /** How often the visitor was forgotten: a session that was asked for before is none of whoever comes after. */
  era = 0;
  /** Why no session can be opened on this page. */
  private refusal: ApiError | null = null;
  /** The code in the link that the visitor followed, until a session was opened with it. */
  private mailed: string | null;
  /** The conversation that the mail was about by whose link the visitor came. */
  mailedId: string | null = null;
  /** Called when the visitor changes or is forgotten, here or in another tab; with their
   * conversation if it is known. */
  onVisitor: (conversation?: VisitorConversation | null) => void = () => {};
  /** Called when the API key, the page's origin or the visitor's claimed identity was rejected. */
  onRefused: (reason: string) => void = () => {};

  /** Called when there is a form to be filled in, or no longer. */
  onForm: () => void = () => {};
  /** Called when the workspace refuses this visitor. */
  onUnavailable: () => void = () => {};

  constructor(
    private readonly config: Config,
    private readonly storage: Storage,
  ) {
    this.mailed = takeCode(config.tenantId);
    storage.onChange("session", () => {
      const kept = this.storage.get<Kept>("session");
      // A page that has no session yet may name another user than the one that has opened this.
      if (this.kept || !kept || this.isRunning(kept)) this.adopt(kept);
    });
  }

  get visitorId(): string | null {
    return this.kept?.visitor.id ?? null;
  }

  /** Which visit of the visitor's this is, as far as it is known. */
  get visits(): number {
    return this.kept?.visitor.visitCount ?? 1;
  }

  /** The visitor's address, as far as it is known. */
  get email(): string {
    return this.kept?.visitor.userEmail ?? "";
  }

  /** Whether the workspace refuses this visitor. Until the page is loaded again, nothing more is asked. */
  get isUnavailable(): boolean {
    return this.refusal?.isOfVisitor ?? false;
  }

  /** Empty if there is none to use. */
  get token(): string {
    return this.isUnavailable ? "" : (this.kept?.token ?? "");
  }

  get form(): FormView | null {
    return this.kept?.form ?? null;
  }

  get hasEarlier(): boolean {
    return this.kept?.hasEarlier ?? false;
  }

  get mayHaveSeveral(): boolean {
    return this.kept?.mayHaveSeveral ?? false;
  }

  /** The visitor has begun another conversation. */
  noteEarlier(): void {
    if (!this.hasEarlier) this.note({ hasEarlier: true });
  }

  get socketUrl(): string {
    return this.kept?.socketUrl ?? "";
  }

  get widget(): WidgetView | null {
    return (this.kept ?? this.configuration)?.widget ?? null;
  }

  /** Whether the visitor has been here before, or follows a link from an email. */
  get isExpected(): boolean {
    return this.mailed !== null || this.storage.get("session") !== null;
  }

  /** Continues a visit that another page began, if there is one; a new one needs `open`. */
  resume(): boolean {
    const kept = this.storage.get<Kept>("session");
    if (!this.isRunning(kept)) return false;
    this.adopt(kept);
    return true;
  }

  /** Fetches the widget's configuration, which is the same for everybody and contains no personal data. */
  async configure(): Promise<void> {
    const { api, apiKey } = this.config;
    try {
      const query = `apiKey=${encodeURIComponent(apiKey)}`;
      this.configuration = await request<WidgetConfiguration>(`${api}/api/widget/configuration?${query}`, "GET", {});
    } catch (failure) {
      this.refuse(failure);
      // A returning visitor may write while offline.
      const kept = this.storage.get<Kept>("session");
      if (!kept || this.refusal) throw failure;
      this.configuration = { widget: kept.widget, websocketUrl: kept.socketUrl, team: [] };
    }
  }

  /** Whom the workspace shows to those who have not written yet. A page that continued a visit has not asked before. */
  async team(): Promise<Face[]> {
    if (!this.configuration) await this.configure();
    return this.configuration?.team ?? [];
  }

  /** Opens a session with the API key, for the returning visitor if there is one; pages that do so at once share it.
   * Fails if the visitor who wanted it has been forgotten since. */
  open(era = this.era): Promise<void> {
    if (this.refusal) return Promise.reject(this.refusal);
    if (this.opening) return this.opening;
    const before = this.token;
    const begin = async (): Promise<void> => {
      const kept = this.storage.get<Kept>("session");
      if (kept?.token !== before && this.isRunning(kept)) this.adopt(kept);
      else await this.createSession(era);
    };
    const name = `${this.config.tenantId}:opening`;
    const opening = exclusively(`connextlive:${name}`, begin, () => this.storage.inTurn("opening", begin))
      .catch((failure: unknown) => {
        if (era === this.era) this.refuse(failure);
        throw failure;
      })
      .finally(() => {
        if (this.opening === opening) this.opening = null;
      });
    return (this.opening = opening);
  }

  /** Opens another session, after the one that may be opening right now. */
  async reopen(): Promise<void> {
    const { era } = this;
    await this.opening?.catch(() => {});
    return this.open(era);
  }

  /** Opens a session with the answers to the form. */
  async fill(form: FormBody): Promise<void> {
    const { era } = this;
    await this.opening?.catch(() => {});
    const filled = this.createSession(era, form);
    const opening = (this.opening = filled.catch(() => {}).finally(() => {
      if (this.opening === opening) this.opening = null;
    }));
    return filled;
  }

  /** Changes the visitor's claimed identity. True if that requires a new session. */
  identify(identity: Identity): boolean {
    for (const name of ["externalId", "identityHash", "signedAttributes", "userName", "userEmail", "userPhone"] as const) {
      const value: unknown = identity[name];
      // Many sites' IDs are numbers.
      const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
      if (typeof text === "string" && text.trim()) this.config.identity[name] = text.trim();
    }
    return this.kept?.identity !== this.identity();
  }

  /** Forgets the visitor; pages call this when their user logs out. */
  forget(): void {
    this.config.identity = {};
    this.storage.remove("session");
    this.adopt(null);
  }

  /** Records that the visitor is active. */
  touch(): void {
    this.note({ at: Date.now() });
  }

  /** Adds to the session, unless another page has replaced or removed it, of which this one may not have heard yet. */
  private note(news: Partial<Kept>): void {
    const kept = this.storage.get<Kept>("session");
    if (kept && kept.token === this.kept?.token) this.keep({ ...kept, ...news });
  }

  /** Sends a request as the visitor. If the token is rejected, a new session is opened, once. What one visitor has asked
   * fails if they are another one when it is answered. */
  async call<M extends Method, U extends Url>(method: M, path: U, body?: BodyOf<M, U>): Promise<AnswerTo<M, U>> {
    const { visitorId } = this;
    const answer = await this.deliver(method, path, body);
    this.expect(visitorId);
    return answer;
  }

  /** The same for what has been done by then, whoever the visitor is now. */
  async deliver<M extends Method, U extends Url>(method: M, path: U, body?: BodyOf<M, U>): Promise<AnswerTo<M, U>> {
    const { token, visitorId } = this;
    if (this.isUnavailable) throw this.refusal;
    try {
      if (!token) throw new ApiError(401, "No session yet");
      return await this.send(method, path, body);
    } catch (failure) {
      this.expect(visitorId);
      if (failure instanceof ApiError && failure.isOfVisitor) this.refuse(failure);
      if (!(failure instanceof ApiError) || failure.status !== 401) throw failure;
      const elsewhere = this.storage.get<Kept>("session");
      if (elsewhere && token && elsewhere.token !== token) this.adopt(elsewhere);
      else if (this.token === token) await this.open();
      this.expect(visitorId);
      return this.send(method, path, body);
    }
  }

  private expect(visitorId: string | null): void {
    if (visitorId && visitorId !== this.visitorId) throw new ApiError(408, "The visitor has changed");
  }

  private send<T>(method: Method, path: string, body?: unknown): Promise<T> {
    return request<T>(this.config.api + path, method, { Authorization: `Bearer ${this.token}` }, body);
  }

  private async createSession(era: number, form?: FormBody): Promise<void> {
    const check = (): void => {
      if (era !== this.era) throw new Error("The visitor was forgotten");
    };
    check();
    const { api, apiKey, identity } = this.config;
    const known = this.kept ?? this.storage.get<Kept>("session");
    // Nobody but the page's user may see what that user wrote here.
    const isSame = !known?.visitor.externalId || !identity.externalId || known.visitor.externalId === identity.externalId;
    const body: SessionBody = {
      ...(known && isSame && { visitorId: known.visitor.id, visitorToken: known.token }),
      ...(this.mailed !== null && { code: this.mailed }), // first choice, if it still works
      currentUrl: location.href.slice(0, 2_000),
      title: document.title.slice(0, 300),
      referrer: document.referrer.slice(0, 2_000),
      language: navigator.language.slice(0, 35),
      ...(!this.mailed && isSame && this.isOfThisVisit(known) && { continuesVisit: true }),
      // An iPad identifies as a Macintosh in every header.
      touchPoints: navigator.maxTouchPoints,
    };
    const url = `${api}/api/widget/sessions`;
    const headers = { "X-API-Key": apiKey };
    const said = this.identity();
    const ask = (as: object): Promise<SessionAnswer> => proven((proof) => request(url, "POST", headers, { ...body, ...as, ...proof }));
    const { externalId, identityHash } = identity;
    let answer: SessionAnswer;
    try {
      answer = await ask(form ? { externalId, identityHash, form } : identity);
    } catch (failure) {
      if (form || !(failure instanceof ApiError) || failure.status !== 400) throw failure;
      console.warn(`Connextlive: what the page says of the visitor is left out: ${failure.message}`);
      answer = await ask({ externalId, identityHash });
    }
    check();
    if (this.mailed !== null) this.mailedId = answer.conversation?.id ?? null;
    this.mailed = null;
    const { token, expiresAt, visitor, widget, conversation, ignoredAttributes, hasEarlier, mayHaveSeveral } = answer;
    if (ignoredAttributes.length) console.warn(`Connextlive: these signed attributes are left out: ${ignoredAttributes.join(", ")}`);
    setClock(issuedAt(token));
    const socketUrl = this.configuration?.websocketUrl ?? this.socketUrl;
    this.keep({ token, expiresAt, visitor, widget, form: answer.form, socketUrl, identity: said, at: Date.now(), hasEarlier, mayHaveSeveral }, conversation);
  }

  private isRunning(kept: Kept | null): kept is Kept {
    return (
      this.isOfThisVisit(kept) &&
      // A link from an email identifies the visitor, whoever was here before.
      this.mailed === null &&
      Date.parse(kept.expiresAt) - now() > DAY &&
      // A page may identify its user only after it has loaded.
      [NOBODY, kept.identity].includes(this.identity())
    );
  }

  /** Both times are from the visitor's clock, which may have been changed since. */
  private isOfThisVisit(kept: Kept | null): kept is Kept {
    return kept !== null && Math.abs(Date.now() - kept.at) < VISIT;
  }

  private refuse(failure: unknown): void {
    if (!(failure instanceof ApiError) || failure.isRetryable) return;
    this.refusal = failure;
    // The visitor is kept: on the next page they are still the same one.
    if (failure.isOfVisitor) return this.onUnavailable();
    this.kept = null;
    this.onRefused(failure.message);
  }

  private adopt(next: Kept | null, conversation?: VisitorConversation | null): void {
    const [before, asked] = [this.visitorId, toJson(this.form)];
    this.kept = next;
    if (!next) {
      this.era++;
      this.opening = null;
    }
    if (before !== this.visitorId) this.onVisitor(conversation);
    else if (asked !== toJson(this.form)) this.onForm();
  }

  private keep(kept: Kept, conversation?: VisitorConversation | null): void {
    this.storage.set("session", kept);
    this.adopt(kept, conversation);
  }

  private identity(): string {
    return toJson(Object.entries(this.config.identity).sort());
  }
}
