/** The visitor's conversation, kept in sync with the server: by the socket while it is connected, otherwise by polling. */

import type {
  AgentCard,
  AttachmentView,
  CommentBody,
  ConversationDeleted,
  FormView,
  MessageChanged,
  MessageView,
  RatingBody,
  SaidAnswer,
  VisitorConversation,
  WidgetMessages,
} from "../../generated/api";
import { now, setClock } from "./clock";
import { ApiError } from "./http";
import { Outbox, type Pending } from "./outbox";
import { randomId, sleep } from "./retry";
import type { Session } from "./session";
import { Socket, type VisitorFrame } from "./socket";
import { Tabs, type Storage } from "./storage";
import { later, requoted } from "../../shared/changes";
import { newer } from "../../shared/versions";

const HEARTBEAT = 25_000;
/** How often a page that changes its URL without being loaded is looked at; one passed through faster is left out. */
const GLANCE = 2_000;
const TITLE = 300;
const TYPING_REPEATED = 4_000;
const PREVIEW_REPEATED = 2_000;
/** How much of what is typed may be sent. */
const PREVIEWED = 2_000;
const TYPING_FORGOTTEN = 6_000;
/** How often a widget without a socket polls: while it is open, and while it is closed. */
const POLL_OPEN = 4_000;
const POLL_CLOSED = 20_000;
/** How many messages are fetched at a time, and how many for a closed panel. */
const PAGE = 50;
const GLIMPSE = 5;
/** After how long the team is told that a message has arrived, unless it has been seen by then. */
const RECEIPT = 1_000;
/** A link counts as expired this many milliseconds early. */
const LINK_MARGIN = 60_000;

/** What another tab of the browser has done: sent or changed a message, rated, or seen all of a conversation. */
interface FromTab {
  seen?: string;
  /** The last message that has been seen. */
  upTo?: string;
  message?: MessageView;
  conversation?: VisitorConversation;
  isChanged?: boolean;
}

export class Chat {
  conversation: VisitorConversation | null = null;
  /** The latest messages, without a gap. */
  messages: MessageView[] = [];
  /** The agent who is typing now. */
  typing: string | null = null;
  agentIsOnline: boolean | null = null;
  /** Which one in line they are. */
  position: number | null = null;
  /** Without a socket nobody tells when the agent comes or goes. */
  private presenceIsOld = true;
  isOffline = false;
  /** What the workspace said first, which the visitor's next message answers. */
  begunBy: { id: string; content: string; senderName: string | null } | null = null;
  readonly outbox: Outbox;
  private readonly socket: Socket;
  private readonly tabs: Tabs;
  private isShown = false;
  private hasLoaded = false;
  /** Whether something could not be fetched, which no frame brings. */
  private isBehind = false;
  /** The cursor of the previous messages; null if there are none. */
  private earlier: string | null = null;
  private loading: Promise<void> | null = null;
  private again: Promise<void> | null = null;
  private pollTimer = 0;
  private typingTimer = 0;
  private typingSent = 0;
  private previewTimer = 0;
  /** The page that the server knows. */
  private lastUrl = "";
  /** Where the page was at the last glance, and where it was last reported to be. */
  private passing = location.href;
  private reported = location.href;
  private isMarking = false;
  private receiptTimer = 0;
  /** The last message that the server knows, or is being told, to have arrived. */
  private told = "";
  private telling = "";
  private loadingEarlier = false;
  /** The visitor's other conversations, as far as they are known. */
  readonly others = new Map<string, VisitorConversation>();
  /** Whether the visitor may begin another conversation. */
  mayBegin = false;
  /** The conversation that the visitor has opened; null while whichever is their newest is shown. */
  private chosen: string | null = null;
  /** A name for the conversation that they are about to begin beside the others. */
  private beginning: string | null = null;

  constructor(
    private readonly session: Session,
    storage: Storage,
    name: string,
    private readonly onChange: () => void,
    /** Called when somebody of the workspace has just written. */
    private readonly onMessage: (message: MessageView) => void,
  ) {
    this.outbox = new Outbox(
      storage,
      `${name}outbox`,
      (message) => this.send(message),
      ({ to, proactiveId }, { message, conversation }) => {
        if (this.arrived(to, conversation)) this.take([message], conversation);
        if (proactiveId) {
          this.begunBy = null; // the conversation has it now
          void this.load().catch(() => {});
        }
        this.tabs.tell({ message, conversation });
        this.connect();
      },
      onChange,
    );
    this.socket = new Socket(
      () => (session.socketUrl && session.token ? `${session.socketUrl}?token=${encodeURIComponent(session.token)}` : null),
      (frame) => this.handleFrame(frame),
      () => {
        this.told = ""; // of the last one, the answer may be lost
        void this.catchUp();
      },
      () => {
        this.presenceIsOld = true;
        this.setTyping(null);
        this.schedulePoll(); // which also shows whether it was the token
      },
    );
    this.tabs = new Tabs(name, (said) => this.handleTab(said as FromTab));
    session.onUnavailable = () => {
      this.socket.close();
      this.setTyping(null);
      this.onChange();
    };
    session.onForm = () => {
      this.outbox.hurry();
      this.onChange();
    };
    session.onVisitor = (conversation) => this.restart(conversation);
    document.addEventListener("visibilitychange", () => this.becameVisible());
    addEventListener("online", () => {
      this.socket.hurry();
      this.sendHeartbeat();
      void this.catchUp();
    });
    addEventListener("offline", () => this.setOffline(true));
    // A page with an open socket is not kept in the back/forward cache.
    addEventListener("pagehide", () => this.socket.close());
    addEventListener("pageshow", (event) => event.persisted && this.becameVisible());
    setInterval(() => this.sendHeartbeat(), HEARTBEAT);
    setInterval(() => this.glance(), GLANCE);
  }

  /** The number of messages that the visitor has not seen, in all of their conversations. */
  get unread(): number {
    return this.unreadHere + this.unreadElsewhere;
  }

  get unreadElsewhere(): number {
    return [...this.others.values()].reduce((sum, { unreadCount }) => sum + unreadCount, 0);
  }

  private get unreadHere(): number {
    const theirs = this.messages.filter(({ senderType }) => senderType !== "VISITOR");
    const mayBeMore = !this.hasLoaded || (this.earlier !== null && theirs.every(isUnseen));
    return mayBeMore ? (this.conversation?.unreadCount ?? 0) : theirs.filter(isUnseen).length;
  }

  /** Whether the visitor has written nothing yet, as far as is known. */
  get isNew(): boolean {
    return !this.conversation && !this.messages.length && !this.outbox.messages.length && !this.isUnavailable;
  }

  /** What is to be filled in before the first message. */
  get form(): FormView | null {
    return this.to || this.isUnavailable ? null : this.session.form;
  }

  /** Whether there is something to choose from. */
  get hasSeveral(): boolean {
    return this.session.mayHaveSeveral ? this.conversation !== null || this.others.size > 0 : this.session.hasEarlier;
  }

  /** Where a message that is written now belongs. */
  get to(): string | undefined {
    return this.beginning ?? this.conversation?.id;
  }

  get isUnavailable(): boolean {
    return this.session.isUnavailable;
  }

  get hasEarlier(): boolean {
    return this.earlier !== null;
  }

  get isClosed(): boolean {
    return this.conversation?.status === "CLOSED" && !this.outbox.messages.length;
  }

  /** The visitor changed: with their conversation, or `undefined` if it must be fetched. */
  private restart(conversation?: VisitorConversation | null): void {
    this.sendTyping(false); // nor is anything sent later of what the former one has typed
    this.socket.close();
    this.others.clear();
    this.begunBy = null;
    this.clear();
    this.hasLoaded = false;
    this.loading = this.again = null;
    this.setTyping(null);
    this.lastUrl = conversation === undefined ? "" : location.href;
    this.conversation = conversation ?? null;
    if (conversation && conversation.id === this.session.mailedId) this.chosen = conversation.id;
    if (this.session.token) {
      this.outbox.hurry();
      if (conversation === undefined) this.sendHeartbeat();
      if (conversation !== null) void this.catchUp();
      this.connect();
    }
    this.onChange();
  }

  /** Shows another of the visitor's conversations. */
  open(id: string): void {
    this.leave();
    this.chosen = id;
    this.conversation = this.others.get(id) ?? null;
    this.others.delete(id);
    this.hasLoaded = false;
    void this.load().then(() => this.markRead(), (failure: unknown) => this.fail(failure));
  }

  /** Shows a new conversation, which begins with its first message. */
  begin(): void {
    this.leave();
    this.beginning = randomId();
    this.hasLoaded = true;
    this.onChange();
  }

  private leave(): void {
    this.setTyping(null);
    this.sendTyping(false);
    if (this.conversation) this.others.set(this.conversation.id, { ...this.conversation, unreadCount: this.unreadHere });
    this.clear();
  }

  /** Fetches the visitor's conversations. */
  async list(): Promise<void> {
    const { conversations, mayBegin } = await this.session.call("GET", "/api/widget/conversations?limit=50");
    this.mayBegin = mayBegin;
    const known = new Map(this.others); // frames may have overtaken the response
    this.others.clear();
    for (const one of conversations) if (one.id !== this.conversation?.id) this.others.set(one.id, newer(one, known.get(one.id)));
    this.onChange();
  }

  /** A message may have begun a conversation, or have come to another one than it was written in. Whether that is the
   * one that is shown now. */
  private arrived(to: string | undefined, conversation: VisitorConversation): boolean {
    const { id } = conversation;
    if (to && to !== id) this.outbox.redirect(to, id);
    if (!this.isTheirs(conversation)) return false;
    if (this.to !== to && this.to !== id) {
      this.others.set(id, conversation);
      this.onChange();
      return false;
    }
    if (this.beginning && this.others.size) this.session.noteEarlier();
    if (this.to !== id) this.chosen = this.beginning = null;
    return true;
  }

  /** Another conversation takes the place of the one that is shown. */
  private follow(conversation: VisitorConversation): void {
    const before = this.conversation;
    this.others.delete(conversation.id);
    if (!before || before.id === conversation.id) return;
    this.others.set(before.id, before);
    this.session.noteEarlier();
    this.earlier = this.position = this.agentIsOnline = null;
  }

  /** Whether what is being sent belongs to what is shown. While that is not known, it is shown, and so is what was to
   * begin a conversation before the page was loaded. */
  isHere({ to, by }: Pending): boolean {
    const isUnknown = !this.to || (!this.beginning && !to?.startsWith("cnv_"));
    return isUnknown || by !== this.session.visitorId || to === this.to;
  }

  /** Whether something is about another conversation than the one that is shown. One that is closed gives way to a newer
   * one, unless the visitor has opened it. */
  private isElsewhere(id: string): boolean {
    if (this.beginning) return true;
    const shown = this.conversation;
    return !!shown && id !== shown.id && (this.chosen !== null || shown.status !== "CLOSED" || id < shown.id);
  }

  private noteElsewhere({ type, data }: VisitorFrame, id: string): void {
    const { conversation } = data as Partial<MessageChanged<VisitorConversation>>;
    const known = this.others.get(id);
    if (conversation) this.others.set(id, newer(conversation, known ?? null));
    else if (type === "conversation.deleted") this.others.delete(id);
    else if (type === "messages.seen" && data.seenBy === "VISITOR" && known) this.others.set(id, { ...known, unreadCount: 0 });
    if (!known && conversation) this.session.noteEarlier();
    this.onChange();
    if (type === "message.created" && data.message.senderType === "AGENT") this.onMessage(data.message);
  }

  /** Sets whether the visitor is looking at the chat. */
  show(isShown: boolean): void {
    this.isShown = isShown;
    if (isShown) {
      this.connect();
      void this.catchUp(); // what is being fetched may be a closed panel's few messages
      this.markRead();
    }
    this.schedulePoll();
  }

  say(content: string, attachments: Pick<AttachmentView, "id" | "fileName" | "mimeType" | "size">[] = []): void {
    this.sendTyping(false);
    this.outbox.add({
      id: randomId(),
      content,
      attachmentIds: attachments.map(({ id }) => id),
      files: attachments.map(({ fileName, mimeType, size }) => ({ fileName, mimeType, size })),
      ...(this.to && { to: this.to, by: this.session.visitorId }),
      createdAt: new Date(now()).toISOString(),
      ...(this.begunBy && { proactiveId: this.begunBy.id }),
    });
  }

  /** Replaces the text of one of the visitor's own messages. */
  edit(id: string, content: string): Promise<void> {
    return this.session.call("PATCH", `/api/widget/messages/${id}`, { content, ...this.which }).then((answer) => this.showChanged(answer, true));
  }

  /** Deletes text and files of one of the visitor's own messages. */
  delete(id: string): Promise<void> {
    const query = this.conversation ? `?conversationId=${this.conversation.id}` : "";
    return this.session.call("DELETE", `/api/widget/messages/${id}${query}`).then((answer) => this.showChanged(answer, true));
  }

  /** Shows a message that was edited or deleted, if it is one of those that are here, and what quotes it. */
  private showChanged({ message, conversation }: SaidAnswer, isMine = false): void {
    const isKnown = this.messages.some(({ id }) => id === message.id);
    this.messages = this.messages.map((other) => requoted(other, message));
    this.take(isKnown ? [message] : [], conversation, true);
    if (isMine) this.tabs.tell({ message, conversation, isChanged: true });
  }

  /** The conversation that a request is about. */
  get which(): { conversationId?: string } {
    return this.conversation ? { conversationId: this.conversation.id } : {};
  }

  rate(score: number): Promise<void> {
    return this.sendRating("POST", { score });
  }

  /** Adds a comment to the rating, once. */
  comment(comment: string): Promise<void> {
    return this.sendRating("PATCH", { comment });
  }

  private async sendRating(method: "POST" | "PATCH", rating: RatingBody | CommentBody): Promise<void> {
    try {
      const { conversation } = await this.session.call(method, "/api/widget/rating", { ...rating, ...this.which });
      this.take([], conversation);
      this.tabs.tell({ conversation });
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.isRetryable) throw failure;
      await this.load(); // commented in another tab, or reopened
    }
  }

  /** Tells the agent that the visitor is typing, or has stopped; and what, if the workspace wants to see it, the latest
   * of it every two seconds at most. */
  sendTyping(isTyping: boolean, content?: string): void {
    clearTimeout(this.previewTimer);
    const wait = this.typingSent + (content === undefined ? TYPING_REPEATED : PREVIEW_REPEATED) - Date.now();
    if (isTyping && wait > 0 && content !== undefined) this.previewTimer = setTimeout(() => this.sendTyping(true, content), wait);
    if (isTyping ? wait > 0 : !this.typingSent) return;
    this.typingSent = isTyping ? Date.now() : 0;
    const said = content === undefined ? {} : { content: content.slice(0, PREVIEWED) };
    if (this.conversation) this.socket.send({ type: "typing", conversationId: this.conversation.id, isTyping, ...said });
  }

  /** Fetches the latest messages again, with new links to their files. */
  async load(): Promise<void> {
    const limit = this.isShown ? Math.min(100, Math.max(PAGE, this.messages.length)) : GLIMPSE;
    const [before, to] = [this.conversation?.id, this.to];
    if (this.beginning) return;
    const page = await this.session.call("GET", `/api/widget/messages?latest=true&limit=${limit}${this.query}`);
    if (this.to !== to && (this.beginning || this.to !== page.conversation?.id)) return; // another one was opened meanwhile
    const isFirst = !this.hasLoaded;
    this.hasLoaded = true;
    if (page.conversation) this.follow(page.conversation);
    else {
      // It was deleted, unless the visitor's first message was sent meanwhile, and its answer has overtaken this one.
      if (this.conversation?.id !== before) return;
      this.hasLoaded = !this.chosen;
      this.clear();
      return this.hasLoaded ? undefined : this.load(); // their newest
    }
    const [first] = page.messages;
    // A visitor's first message may be answered before this response to their first connection: that is no history.
    const known = this.messages[this.messages.length - 1]?.id;
    const isAnswered = !!known && page.messages.some(({ id, senderType }) => senderType === "AGENT" && id > known);
    this.messages = this.messages.filter(({ id }) => first && id >= first.id);
    this.earlier = page.pagination.nextCursor;
    this.agentIsOnline = page.agentIsOnline;
    this.position = page.queuePosition;
    this.presenceIsOld = false;
    this.take(page.messages, page.conversation, isFirst && !isAnswered);
  }

  /** Fetches the previous page of messages. */
  async loadEarlier(): Promise<void> {
    const { earlier } = this;
    if (earlier === null || this.loadingEarlier) return;
    this.loadingEarlier = true;
    const cursor = encodeURIComponent(earlier);
    try {
      const page = await this.session.call("GET", `/api/widget/messages?latest=true&limit=${PAGE}&cursor=${cursor}${this.query}`);
      if (this.earlier !== earlier) return; // what it precedes is not what is shown any more
      this.earlier = page.pagination.nextCursor;
      this.take(page.messages, page.conversation, true);
    } catch {
      // the next scroll tries again
    } finally {
      this.loadingEarlier = false;
    }
  }

  private get query(): string {
    return this.chosen ? `&conversationId=${this.chosen}` : "";
  }

  /** Fetches what is new since the last known message, and whether earlier ones have been seen since; once more if that
   * is being fetched already, as the server may have read it before what is asked for happened. */
  catchUp(): Promise<void> {
    if (this.loading) {
      const again = (this.again ??= this.loading.then(() => {
        if (this.again !== again) return; // it was for the former visitor
        this.again = null;
        return this.catchUp();
      }));
      return again;
    }
    const loading = (this.loading = this.fetchMissed().finally(() => {
      if (this.loading === loading) this.loading = null;
      this.schedulePoll();
    }));
    return loading;
  }

  private async fetchMissed(): Promise<void> {
    if (!this.session.token || this.beginning) return;
    try {
      if (!this.hasLoaded && (this.session.hasEarlier || this.session.mayHaveSeveral)) void this.list().catch(() => {});
      const last = this.lastSettled();
      const isGlimpse = this.isShown && this.earlier !== null && this.messages.length < PAGE;
      const asksForPresence = this.isShown && this.presenceIsOld && !!this.conversation?.agent;
      if (!this.hasLoaded || !last || isGlimpse || asksForPresence || this.hasEndedLinks()) {
        await this.load();
      } else {
        let after: string | undefined = last;
        const editedAt = this.conversation?.messagesEditedAt;
        while (after) {
          const page: WidgetMessages = await this.session.call("GET", `/api/widget/messages?limit=100&after=${after}${this.query}`);
          if (page.conversation?.id !== this.conversation?.id || page.conversation?.messagesEditedAt !== editedAt) {
            await this.load(); // it was deleted, or an earlier message was edited
            break;
          }
          this.take(page.messages, page.conversation);
          after = page.pagination.hasMore ? page.messages[page.messages.length - 1]?.id : undefined;
        }
      }
      this.isBehind = false;
      this.setOffline(false);
    } catch (failure) {
      this.fail(failure);
    }
  }

  private fail(failure: unknown): void {
    this.isBehind = true;
    const { status } = failure as Partial<ApiError>;
    if (status === 0) this.setOffline(true);
    if (status === 404) {
      this.clear(); // what they have opened has been deleted: their newest is loaded
      this.hasLoaded = false;
    }
    this.schedulePoll();
  }

  /** The last message before the visitor's first unseen one. */
  private lastSettled(): string | undefined {
    const unseen = this.messages.findIndex((message) => message.senderType === "VISITOR" && !message.seenAt);
    const settled = unseen < 0 ? this.messages.length : Math.max(unseen, this.messages.length - 50);
    return this.messages[settled - 1]?.id;
  }

  private hasEndedLinks(): boolean {
    const end = now() + LINK_MARGIN;
    return this.messages.some(({ attachments }) => attachments.some(({ urlExpiresAt }) => urlExpiresAt && Date.parse(urlExpiresAt) < end));
  }

  private send({ content, attachmentIds, id, to, by, proactiveId }: Pending): Promise<SaidAnswer> {
    if (this.form) return Promise.reject(new ApiError(0, "The form comes first"));
    const where = to && by === this.session.visitorId && (to.startsWith("cnv_") ? { conversationId: to } : { beginsNew: true });
    const body = { content, attachmentIds, clientMessageId: id, ...where, ...(proactiveId && { proactiveId }) };
    return this.session.deliver("POST", "/api/widget/messages", body).then(
      (answer) => {
        setClock(answer.message.createdAt);
        this.setOffline(false);
        return answer;
      },
      (failure) => {
        if (failure instanceof ApiError && failure.status === 0) this.setOffline(true);
        if (!(failure instanceof ApiError) || failure.code !== "FORM_REQUIRED") throw failure;
        // There was none when the session was opened, or another one.
        void this.session.reopen().catch(() => {});
        throw new ApiError(0, failure.message);
      },
    );
  }

  /** Merges messages from the server; known ones are replaced. */
  private take(messages: MessageView[], conversation: VisitorConversation | null, isHistory = false): void {
    if (conversation && !this.isTheirs(conversation)) return;
    if (conversation) this.follow(conversation);
    const known = new Map(this.messages.map((message) => [message.id, message]));
    const fresh: MessageView[] = [];
    for (const message of messages) {
      if (!known.has(message.id) && message.senderType === "AGENT" && !message.seenAt) fresh.push(message);
      // A response that overtook the frame with `seenAt` must not undo it.
      const before = known.get(message.id);
      known.set(message.id, later({ ...message, seenAt: message.seenAt ?? before?.seenAt ?? null }, before));
    }
    const current = conversation?.id ?? this.conversation?.id;
    this.messages = [...known.values()]
      .filter((message) => message.conversationId === current)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    if (conversation) this.conversation = newer(conversation, this.conversation);
    if (fresh.length) this.setTyping(null);
    this.onChange();
    const last = fresh[fresh.length - 1];
    if (last && !isHistory) {
      this.noteAgent();
      this.onMessage(last);
    }
    this.markRead();
    this.receiptTimer ||= setTimeout(() => this.tellReceived(), RECEIPT);
  }

  /** The last message that has arrived, if it is neither seen nor known to the server to have arrived. */
  private receipt(): { receivedId?: string } {
    const last = [...this.messages].reverse().find(isUnseen)?.id ?? "";
    if (last <= this.told) return {};
    this.telling = last;
    return { receivedId: last };
  }

  /** Without a socket, the next heartbeat tells. */
  private tellReceived(): void {
    this.receiptTimer = 0;
    const receipt = this.receipt();
    if (receipt.receivedId) this.socket.ping(!document.hidden, receipt);
  }

  private handleFrame({ type, data, time }: VisitorFrame): void {
    if (type === "pong") {
      setClock(time);
      this.told = this.telling;
    }
    const { conversation = null, conversationId } = data as Partial<MessageChanged<VisitorConversation> & ConversationDeleted>;
    const id = conversation?.id ?? conversationId;
    if (id && this.isElsewhere(id)) return this.noteElsewhere({ type, data, time } as VisitorFrame, id);
    if (type === "message.created") {
      if (data.truncated || !this.hasLoaded) void this.catchUp();
      else this.take([data.message], conversation);
    } else if (type === "message.updated") {
      if (data.truncated || !this.hasLoaded) void this.load().catch(() => {});
      else this.showChanged(data);
    } else if (type === "messages.seen" && id === this.conversation?.id) {
      const [isAgents, at] = [data.seenBy === "AGENT", data.seenAt];
      this.see((message) => (message.senderType === "VISITOR") === isAgents && message.createdAt <= at);
    } else if (type === "typing.started" && data.senderType === "AGENT") {
      this.noteAgent();
      this.setTyping(data.senderName ?? "");
    } else if (type === "typing.stopped" && data.senderType === "AGENT") {
      this.setTyping(null);
    } else if (type === "presence.changed" && "agentId" in data && data.agentId === this.conversation?.agent?.id) {
      this.agentIsOnline = data.isOnline;
      this.onChange();
    } else if (type === "queue.moved") {
      this.position = data.position;
      this.onChange();
    } else if (type === "agent.updated") {
      this.rename(data.agent);
    } else if (type === "conversation.deleted") {
      const { chosen } = this;
      this.clear();
      if (!chosen) return;
      this.hasLoaded = false;
      void this.load().catch((failure: unknown) => this.fail(failure)); // their newest
    } else if (conversation && type.startsWith("conversation.")) {
      const before = this.conversation?.agent?.id;
      this.take([], conversation);
      if (this.conversation?.agent?.id !== before) this.agentIsOnline = null;
    }
  }

  /** A tab may still, or already, have another visitor; so may what a response is about. */
  private isTheirs({ visitorId }: VisitorConversation): boolean {
    return visitorId === this.session.visitorId;
  }

  private handleTab({ message, conversation, isChanged, seen, upTo = "" }: FromTab): void {
    if (conversation && !this.isTheirs(conversation)) return;
    const other = conversation?.id ?? seen;
    if (other && this.isElsewhere(other)) {
      const known = conversation ?? this.others.get(other);
      if (known) this.others.set(other, seen ? { ...known, unreadCount: 0 } : known);
      this.onChange();
    } else if (!this.hasLoaded) void this.catchUp();
    else if (message && conversation && isChanged) this.showChanged({ message, conversation });
    else if (conversation) this.take(message ? [message] : [], conversation);
    else this.seeUpTo(upTo);
    this.connect();
  }

  /** Updates an agent's name and picture wherever they are shown. */
  private rename(agent: AgentCard): void {
    if (this.conversation?.agent?.id === agent.id) this.conversation = { ...this.conversation, agent };
    this.messages = this.messages.map((message) => (message.senderId === agent.id ? { ...message, senderName: agent.name, senderAvatarUrl: agent.avatarUrl } : message));
    this.onChange();
  }

  private see(which: (message: MessageView) => boolean): void {
    const seenAt = new Date(now()).toISOString();
    this.messages = this.messages.map((message) => (message.seenAt || !which(message) ? message : { ...message, seenAt }));
    this.onChange();
  }

  /** The visitor has seen everything up to a message. */
  private seeUpTo(last: string): void {
    if (this.conversation && this.messages.every(({ id }) => id <= last)) this.conversation = { ...this.conversation, unreadCount: 0 };
    this.see((message) => isUnseen(message) && message.id <= last);
  }

  private markRead(): void {
    if (!this.isShown || document.hidden || !this.hasLoaded || !this.unreadHere || this.isMarking) return;
    this.isMarking = true;
    const upTo = this.messages[this.messages.length - 1]?.id ?? "";
    this.session
      .call("POST", "/api/widget/mark-read", this.which)
      .then(
        ({ conversationId }) => {
          if (conversationId && conversationId !== this.conversation?.id) return;
          this.seeUpTo(upTo);
          this.tabs.tell({ seen: conversationId ?? "", upTo });
        },
        () => sleep(POLL_OPEN),
      )
      .finally(() => {
        this.isMarking = false;
        this.markRead();
      });
  }

  private clear(): void {
    this.told = this.telling = "";
    this.conversation = this.chosen = this.beginning = null;
    this.messages = [];
    this.earlier = null;
    this.agentIsOnline = null;
    this.onChange();
  }

  /** Whoever writes is online. Only a socket tells when they leave. */
  private noteAgent(): void {
    if (!this.socket.isOpen || this.agentIsOnline) return;
    this.agentIsOnline = true;
    this.onChange();
  }

  private setTyping(name: string | null): void {
    clearTimeout(this.typingTimer);
    if (name !== null) this.typingTimer = setTimeout(() => this.setTyping(null), TYPING_FORGOTTEN);
    if (name !== this.typing) {
      this.typing = name;
      this.onChange();
    }
  }

  private setOffline(isOffline: boolean): void {
    if (isOffline !== this.isOffline) {
      this.isOffline = isOffline;
      this.onChange();
    }
    if (!isOffline) this.socket.hurry();
  }

  /** A visitor who never wrote and is not looking needs no updates. */
  private connect(): void {
    if (this.session.token && (this.conversation || this.isShown) && !document.hidden) this.socket.connect();
  }

  private schedulePoll(): void {
    clearTimeout(this.pollTimer);
    const isWanted = this.session.token && (this.conversation || this.isShown);
    if ((this.socket.isOpen && !this.isBehind) || document.hidden || !isWanted) return;
    this.pollTimer = setTimeout(() => void this.catchUp(), this.isShown ? POLL_OPEN : POLL_CLOSED);
  }

  private becameVisible(): void {
    if (document.hidden) return;
    this.told = ""; // meanwhile the server may have forgotten
    this.connect();
    this.socket.hurry();
    this.sendHeartbeat();
    if (this.conversation || this.isShown) void this.catchUp().then(() => this.markRead());
  }

  /** Reports another page that was not loaded: by now, it has its title. */
  private glance(): void {
    const { href } = location;
    if (href === this.passing && href !== this.reported) {
      this.reported = href;
      if (href !== this.lastUrl) this.sendHeartbeat();
    }
    this.passing = href;
  }

  /** Reports that the visitor is here, and on which page. A hidden page only checks whether its socket is alive:
     what it hears sounds. */
  private sendHeartbeat(): void {
    const receipt = this.receipt();
    if (document.hidden) return void this.socket.ping(false, receipt);
    if (!this.session.token) return;
    this.session.touch();
    if (location.href === this.lastUrl && this.socket.ping(true, receipt)) return;
    const { href } = location;
    const title = href !== this.lastUrl && { title: document.title.slice(0, TITLE) };
    this.session.call("POST", "/api/widget/heartbeat", { currentUrl: href.slice(0, 2_000), ...title, ...receipt }).then(
      ({ lastSeenAt }) => {
        setClock(lastSeenAt);
        this.lastUrl = href;
        this.told = receipt.receivedId ?? this.told;
      },
      () => {}, // the next one repeats it
    );
    if (this.hasEndedLinks()) void this.catchUp();
  }
}

export function isUnseen(message: MessageView): boolean {
  return message.senderType !== "VISITOR" && !message.seenAt;
}
