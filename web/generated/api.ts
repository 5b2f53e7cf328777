// Made by `make generate` of the OpenAPI document and the WebSocket's frames: do not edit.

type Content<Body> = { content: { "application/json": Body } };

/** The token from the email, and the password to set. */
export type AcceptInviteBody = {
  token: string;
  password: string;
};

export type Access = "ALL" | "TEAM" | "OWN";

/** The request was accepted. The response is the same whether the user exists or not. */
export type Acknowledged = {
  ok: boolean;
};

export type Action = "assign" | "claim" | "label" | "resolve" | "mark-read" | "mark-mention-read" | "spam" | "not-spam" | "topic" | "undo";

/** `{agent}` */
export type AgentAnswer = {
  agent: AgentView;
};

/** An agent says that they are available, busy or away. */
export type AgentAvailability = {
  agentId: string;
  availability: Availability;
};

/** The fields to change. Only the owner can appoint or change an ADMIN; admins use the tenant's routes and have no conversations. A LEAD sees at least their teams' conversations, and can assign them within the teams. Routing gives the agent no more than `capacity` open conversations; null means the workspace's default. `schedule` is replaced as a whole; null removes it. */
export type AgentBody = {
  name?: string;
  status?: "ACTIVE" | "INACTIVE";
  position?: Position;
  conversationAccess?: Access;
  capacity?: number | null;
  schedule?: Schedule | null;
};

/** The assigned agent, as included in a conversation. */
export type AgentCard = {
  id: string;
  name: string;
  avatarUrl: string | null;
};

/** A page of conversations, with counts for the whole workspace and the number of unread messages in the agent's own conversations. Spam counts in `spamCount` only, snoozed conversations in `snoozedCount`. */
export type AgentConversations = {
  conversations: ListedConversation[];
  pagination: OffsetPagination;
  counts: StatusCounts;
  spamCount: number;
  snoozedCount: number;
  unread: number;
};

/** The message's new text, and the conversation that it is in. */
export type AgentEditBody = {
  conversationId: string;
  content: string;
};

export type AgentFilter = string;

/** An agent came online or went offline. */
export type AgentPresence = {
  agentId: string;
  isOnline: boolean;
  lastSeenAt: string;
};

/** An agent's conversations by status. */
export type AgentStats = {
  id: string;
  name: string;
  avatarUrl: string | null;
  active: number;
  waiting: number;
  closed: number;
  unread: number;
};

/** A new agent, or an agent's new name or picture. */
export type AgentUpdated = {
  agent: AgentCard;
};

/** An agent, lead or admin. `csatScore` is the percentage of ratings of 4 and 5. `conversationAccess` is which conversations they see besides unassigned ones: all, their teams' or their own. With a `schedule`, `isBySchedule` tells whether it decides their availability at present, and `availabilityUntil` when it changes that next. */
export type AgentView = {
  id: string;
  name: string;
  email: string;
  avatarUrl: string | null;
  status: "ACTIVE" | "INACTIVE";
  position: Position;
  conversationAccess: Access;
  isOnline: boolean;
  availability: Availability;
  availabilityUntil: string | null;
  isBySchedule: boolean;
  schedule: Record<string, unknown> | null;
  capacity: number | null;
  csatScore: number | null;
  csatCount: number;
  activeConversations: number;
  waitingConversations: number;
  closedConversations: number;
  unreadCount: number;
  lastSeenAt: string | null;
  hasSecondFactor: boolean;
  createdAt: string;
};

/** `{agents, invitations}`, each sorted by name; only the first page has the invitations. */
export type Agents = {
  agents: AgentView[];
  invitations: InvitationView[];
  pagination: TeamPagination;
};

/** Pagination of agents; `total` is how many match the search. */
export type AgentsPagination = {
  limit: number;
  hasMore: boolean;
  nextCursor: string | null;
  total: number;
};

/** What AI does while a conversation is open, in plans that include it: summaries on request (on by default), summaries when a conversation is assigned, topics suggested with them, and noticing visitors' moods (all three off by default). */
export type AiSettings = {
  summaries?: boolean | null;
  summariesOnAssignment?: boolean | null;
  suggestedTopics?: boolean | null;
  mood?: boolean | null;
  [name: string]: FreeJson;
};

/** What an analysis said before it was corrected. */
export type Analyzed = {
  outcome: "RESOLVED" | "PARTIAL" | "UNRESOLVED";
  sentiment: "POSITIVE" | "NEUTRAL" | "NEGATIVE";
  topics: string[];
};

/** The API key to create; without `siteId`, a site is created with it. */
export type ApiKeyBody = {
  name: string;
  domains?: Domains | null;
  /** `"ACTIVE"` if left out */
  status?: "ACTIVE" | "INACTIVE";
  siteId?: string | null;
};

/** An API key, without its secret. */
export type ApiKeyView = {
  id: string;
  name: string;
  keyHash: string;
  keyPrefix: string;
  domains: string[];
  status: "ACTIVE" | "INACTIVE";
  siteId: string;
  lastUsedAt: string | null;
  createdAt: string;
};

/** `{apiKeys}`, oldest first; with a limit, `nextCursor`, too. */
export type ApiKeys = {
  nextCursor?: string | null;
  apiKeys: ApiKeyView[];
};

/** The agent to assign the conversation to. */
export type AssignBody = {
  agentId: string;
};

export type AttachmentIds = string[];

/** A file, with a link that is valid for an hour. A file that was removed at the end of its retention has `removedAt` and no link. */
export type AttachmentView = {
  id: string;
  fileName: string;
  mimeType: string;
  size: number;
  url: string | null;
  urlExpiresAt: string | null;
  removedAt: string | null;
};

/** Up to five files. */
export type AttachmentsBody = {
  files: FileAnnouncement[];
};

/** One attempt: its duration in milliseconds, and the response or the error. */
export type AttemptView = {
  at: string;
  duration: number;
  statusCode: number | null;
  error: string | null;
  response: string | null;
};

/** A custom attribute: its `label`, a text or one per language (by default its key); the type of its values (TEXT by default), for a LIST the `options`; and what it is an attribute `of` (a VISITOR by default). `type` and `of` cannot be changed. An archived attribute keeps its values, but cannot be set. */
export type AttributeDefinition = {
  label?: SaidText | null;
  type?: "TEXT" | "NUMBER" | "BOOLEAN" | "DATE" | "LIST" | null;
  of?: "VISITOR" | "CONVERSATION" | null;
  options?: Option[] | null;
  isArchived?: boolean | null;
  [name: string]: FreeJson;
};

export type AttributeSettings = Record<string, AttributeDefinition | null>;

/** The same, complete. */
export type AttributeView = {
  label: SaidText;
  type: "TEXT" | "NUMBER" | "BOOLEAN" | "DATE" | "LIST";
  of: "VISITOR" | "CONVERSATION";
  options: string[];
  isArchived: boolean;
};

/** The values that the conversation has since, and those of its visitor. */
export type AttributesAnswer = {
  attributes: Record<string, string | number | boolean>;
  visitorAttributes: Record<string, string | number | boolean>;
};

/** Values of custom attributes by key, of the conversation and of its visitor; null removes one. */
export type AttributesBody = {
  attributes: Record<string, string | number | boolean | null>;
};

/** Who did it, with their name at that time; empty if they were not logged in. Deletions by retention have the role `SYSTEM` and nothing else. */
export type AuditActor = {
  id: string | null;
  role: string | null;
  name: string | null;
};

/** An entry. `changes` are the names of the changed fields, never their values; `address` is the IP address of the request. */
export type AuditEntry = {
  id: string;
  at: string;
  action: string;
  actor: AuditActor;
  object: AuditObject;
  changes: string[];
  address: string;
};

/** `{entries, pagination}`, newest first. A page may have fewer entries than asked for while there are more. */
export type AuditLog = {
  entries: AuditEntry[];
  pagination: CursorPagination;
};

/** The object of the action. Objects that a workspace has only one of, such as its settings, have no ID. */
export type AuditObject = {
  kind: string;
  id: string | null;
  name: string | null;
};

/** The automatic reply to visitors who write outside of business hours: `text`, or by default ours; off if `enabled` is false. */
export type AutoReply = {
  enabled?: boolean | null;
  text?: SaidText | null;
  [name: string]: FreeJson;
};

/** After how many hours without a message an answered conversation is resolved automatically, and how many hours before that the visitor gets a notice: by default 24, or half of the time if that is less; 0 for none. */
export type AutoResolveSettings = {
  afterHours?: number | null;
  noticeHours?: number | null;
  [name: string]: FreeJson;
};

export type Availability = "AVAILABLE" | "BUSY" | "AWAY";

/** `{upload}` */
export type AvatarAnswer = {
  upload: AvatarUpload;
};

/** The picture to upload. */
export type AvatarBody = {
  mimeType: "image/jpeg" | "image/png" | "image/webp";
  /** `2097152` if left out */
  size?: number;
  fileName?: string | null;
};

/** A presigned form to upload the picture; the profile shows it once it is uploaded. */
export type AvatarUpload = {
  url: string;
  fields: Record<string, string>;
  expiresAt: string;
};

/** Where to send the browser. It keeps `state` and `binding` and has to return with them. */
export type BegunAnswer = {
  url: string;
  state: string;
  binding: string;
};

/** `{block}` */
export type BlockAnswer = {
  block: BlockView;
};

/** Whom to block, until when, and why: a visitor, or an address or range in CIDR notation. An IPv6 address stands for its /64. Without `expiresAt`, the block does not expire. */
export type BlockBody = {
  expiresAt?: string | null;
  reason?: string | null;
  visitorId?: string | null;
  address?: string | null;
};

export type BlockStatus = "ACTIVE" | "REQUESTED";

/** A block of a visitor, address or range, or, with the status REQUESTED, an agent's request for one. `expiresAt` is null if it does not expire. */
export type BlockView = {
  id: string;
  status: BlockStatus;
  visitorId: string | null;
  address: string | null;
  visitorName: string | null;
  reason: string | null;
  expiresAt: string | null;
  madeBy: string;
  madeByName: string;
  createdAt: string;
};

/** The same for the team. */
export type BlockableVisitor = {
  id: string;
  userName: string | null;
  userEmail: string | null;
  isOnline: boolean;
  country: string | null;
  avatarUrl: string | null;
  isBlocked: boolean;
};

/** Blocks and requests that have not ended, oldest first. A page may be shorter than its limit. */
export type Blocks = {
  blocks: BlockView[];
  pagination: CursorPagination;
};

/** How many analyses, mails and push notifications there may be in a day, and how often AI may help in open conversations; beyond that, they pause until the next day. Null, or more than the deployment allows, means the deployment's limit. */
export type BudgetSettings = {
  analyses?: number | null;
  assistance?: number | null;
  mails?: number | null;
  pushes?: number | null;
  [name: string]: FreeJson;
};

/** A daily budget: what was used of it today, the limit, and the most that the deployment allows. While it is paused, analyses and emails wait until `resumesAt`, push notifications are dropped, and AI does not help in open conversations. */
export type BudgetView = {
  budget: "ANALYSES" | "ASSISTANCE" | "MAILS" | "PUSHES";
  used: number;
  limit: number;
  most: number;
  isPaused: boolean;
  resumesAt: string;
};

/** `{budgets}` */
export type BudgetsAnswer = {
  budgets: BudgetView[];
};

/** `{results}`, one for each conversation, in order. If one of them has the error 503, the response is not kept for the `Idempotency-Key`: repeating the request does all of it again, which changes nothing where it was done. */
export type BulkAnswer = {
  results: BulkResult[];
};

/** The conversations, and what to do with each. `assign` needs an `agentId`; `claim` assigns unassigned conversations to the calling agent; `label` adds and removes labels, by ID or name, and leaves the others; `topic` does the same with topics of open conversations; `spam` may also block the visitors, without expiry; `undo` needs the `versions` by conversation, as returned in `undoVersion`. */
export type BulkBody = {
  conversationIds: Ids;
  action: Action;
  agentId?: Id | null;
  addLabels?: string[];
  removeLabels?: string[];
  addTopics?: string[];
  removeTopics?: string[];
  /** `false` if left out */
  blockVisitors?: boolean;
  versions?: Record<string, number>;
};

/** The error that the equivalent request for a single conversation would have returned. */
export type BulkError = {
  statusCode: number;
  statusMessage: string;
  data: Record<string, unknown> | null;
};

/** The result for one conversation; `error` is null if it was changed. With the `undoVersion`, an `assign`, `claim` or `resolve` can be undone within two minutes, by the action `undo` or the conversation's own route; it is null if there is nothing to undo. */
export type BulkResult = {
  conversationId: string;
  error: BulkError | null;
  undoVersion: number | null;
};

/** The same times in business hours, since the workspace has had any. */
export type BusinessTimes = {
  firstResponseTime: Duration;
  resolutionTime: Duration;
};

/** `{cannedReplies}`, by shortcode. */
export type CannedReplies = {
  cannedReplies: CannedReplyView[];
};

/** `{cannedReply}` */
export type CannedReplyAnswer = {
  cannedReply: CannedReplyView;
};

/** The canned reply to create; `attachmentIds` are uploads for canned replies. */
export type CannedReplyBody = {
  shortcode: Shortcode;
  content: ReplyText;
  translations?: Translations;
  attachmentIds?: AttachmentIds;
};

/** The fields to change; the shortcode cannot be changed. `attachmentIds` replaces the files: it has those to keep, and new uploads. */
export type CannedReplyChanges = {
  content?: ReplyText;
  translations?: Translations;
  attachmentIds?: AttachmentIds;
};

export type CannedReplyIds = string[];

/** How often agents sent a message with one of the workspace's canned replies. */
export type CannedReplyUse = {
  shortcode: string;
  count: number;
};

/** A canned reply, of the workspace or (`isOwn`) of the agent. `{{visitor.name|there}}` stands for the visitor's name, or for “there” if it is unknown; there are also `visitor.email` and `agent.name`. `translations` are texts by language; visitors of other languages get `content`. A message gets copies of the `attachments` whose IDs are among its `attachmentIds`, if it names the reply in its `cannedReplyIds`. */
export type CannedReplyView = {
  id: string;
  shortcode: string;
  content: string;
  translations: Record<string, string>;
  attachments: AttachmentView[];
  isOwn: boolean;
  useCount: number;
  lastUsedAt: string | null;
  createdAt: string;
  updatedAt: string;
};

/** A client's frame. Visitors may omit the conversation, if it is their newest. A ping with `isHere: false`, from a hidden page, does not renew presence; `received_id` is the last message that a visitor's widget has received. `viewing` says which conversation somebody of the team looks at; without one, none. Of what somebody types, `isInternal` tells that it is a note, and `content` is what a visitor has typed so far, if the workspace wants to see it. */
export type ClientFrame = {
  type: "ping" | "typing" | "viewing";
  conversationId?: string | null;
  /** `true` if left out */
  isTyping?: boolean;
  /** `false` if left out */
  isInternal?: boolean;
  content?: string | null;
  /** `true` if left out */
  isHere?: boolean;
  receivedId?: string | null;
};

export type ClientMessageId = string;

export type Code = string;

/** A code of the authenticator app, or a recovery code. */
export type CodeBody = {
  code: GivenCode;
};

/** An agent, as shown to other agents. `activeConversations` is null for callers who may not see that agent's conversations. */
export type Colleague = {
  id: string;
  name: string;
  avatarUrl: string | null;
  isOnline: boolean;
  availability: Availability;
  activeConversations: number | null;
};

/** The same for the team, with whether the agent takes conversations from now on. */
export type ColleaguePresence = {
  agentId: string;
  isOnline: boolean;
  lastSeenAt: string;
  availability: Availability;
};

/** `{agents}`, sorted by name, including the caller. */
export type Colleagues = {
  agents: Colleague[];
  pagination: AgentsPagination;
};

export type Color = string;

/** The comment, and the conversation whose rating it belongs to, by default the visitor's newest. */
export type CommentBody = {
  comment: string;
  conversationId?: string | null;
};

/** The token from the email. */
export type ConfirmEmailBody = {
  token: string;
};

/** The user's password again and, with two-factor authentication, a code of their authenticator app or a recovery code. */
export type ConfirmedBody = {
  password: string;
  code?: Code | null;
};

/** What visitors agree to in both forms: a text or one per language, and a link to read more. */
export type ConsentSettings = {
  text?: SaidText | null;
  linkText?: SaidText | null;
  url?: string | null;
  [name: string]: FreeJson;
};

/** What a visitor has agreed to, and when. */
export type ConsentView = {
  at: string;
  version: string;
  text: string;
  url: string | null;
};

/** `{conversation}` */
export type ConversationAnswer = {
  conversation: ConversationView;
};

/** The conversation with its new agent. */
export type ConversationAssigned<Conversation> = {
  conversation: Conversation;
  previousAgentId: string | null;
};

/** The conversation's current state. */
export type ConversationChanged<Conversation> = {
  conversation: Conversation;
};

/** The ID of the deleted conversation. */
export type ConversationDeleted = {
  conversationId: string;
};

/** A conversation with its visitor and the workspace, and its latest summary, if there is one. If the visitor has several conversations, `visitorConversations` are those among the last fifty that the caller may see, newest first. */
export type ConversationDetail = {
  id: string;
  status: Status;
  siteId: string;
  visitorId: string;
  visitor: VisitorView;
  agentId: string | null;
  agent: AgentCard | null;
  unreadCount: number;
  messageCount: number;
  lastMessage: LastMessage | null;
  lastActivityAt: string;
  waitingSince: string | null;
  firstResponseAt: string | null;
  closedAt: string | null;
  closedBy: string | null;
  reopenCount: number;
  rating: Rating | null;
  messagesEditedAt: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
  tags: string[];
  labels: LabelCard[];
  topics: string[];
  resolution: Resolution | null;
  mood: Mood | null;
  onHold: boolean;
  isSpam: boolean;
  targets: TargetViews;
  /** When it will be resolved automatically, unless somebody writes */
  closingAt: string | null;
  isSnoozed: boolean;
  /** When it wakes; null if only the visitor's next message wakes it */
  snoozedUntil: string | null;
  mentionedIds: string[];
  attributes: Record<string, string | number | boolean>;
  workspace: WorkspaceCard;
  summary: SummaryView | null;
  visitorConversations: VisitorsConversation[];
};

/** `{conversation}` with its visitor and the workspace. */
export type ConversationDetailAnswer = {
  conversation: ConversationDetail;
};

/** `{export}` */
export type ConversationExportAnswer = {
  export: ConversationExportView;
};

/** Which conversations to export: those with their latest activity from one moment up to, but not including, another; of one site, with all of these labels, with one of these statuses. Without filters, all. */
export type ConversationExportBody = {
  from?: string | null;
  to?: string | null;
  siteId?: string | null;
  labels?: string[];
  status?: Status[];
};

/** An export. Once it is READY, `csvUrl` and `ndjsonUrl` are links that are valid for an hour, until `urlExpiresAt`; later requests get new ones, until the export itself expires. `rows` grows while it is being made. */
export type ConversationExportView = {
  id: string;
  status: "PENDING" | "READY" | "FAILED";
  rows: number;
  createdAt: string;
  finishedAt: string | null;
  expiresAt: string;
  csvUrl: string | null;
  ndjsonUrl: string | null;
  urlExpiresAt: string | null;
};

/** The ID of a conversation that somebody has seen, and no longer does: it is another agent's now. */
export type ConversationHidden = {
  conversationId: string;
};

export type ConversationRule = "one" | "new-after-days" | "several";

/** The same of all sites but those that have a rule of their own. */
export type ConversationSettings = {
  rule?: ConversationRule | null;
  days?: number | null;
  mostOpen?: number | null;
  sites?: Record<string, SiteConversations | null> | null;
  [name: string]: FreeJson;
};

/** A new summary of a conversation. */
export type ConversationSummarized = {
  conversationId: string;
  summary: SummaryView;
};

/** A conversation, for tenants and agents. `tags` are the names of its `labels`, and texts that are not labels of the workspace. `mentionedIds` are the colleagues who were mentioned in a note and have not read it yet. */
export type ConversationView = {
  id: string;
  status: Status;
  siteId: string;
  visitorId: string;
  visitor: BlockableVisitor;
  agentId: string | null;
  agent: AgentCard | null;
  unreadCount: number;
  messageCount: number;
  lastMessage: LastMessage | null;
  lastActivityAt: string;
  waitingSince: string | null;
  firstResponseAt: string | null;
  closedAt: string | null;
  closedBy: string | null;
  reopenCount: number;
  rating: Rating | null;
  messagesEditedAt: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
  tags: string[];
  labels: LabelCard[];
  topics: string[];
  resolution: Resolution | null;
  mood: Mood | null;
  onHold: boolean;
  isSpam: boolean;
  targets: TargetViews;
  /** When it will be resolved automatically, unless somebody writes */
  closingAt: string | null;
  isSnoozed: boolean;
  /** When it wakes; null if only the visitor's next message wakes it */
  snoozedUntil: string | null;
  mentionedIds: string[];
  attributes: Record<string, string | number | boolean>;
};

/** Conversations by what was corrected in their analysis. */
export type Corrected = {
  outcome: number;
  sentiment: number;
  topics: number;
};

/** Ratings: their number, the percentage of 4 and 5, the average, and the number per star, 1 to 5. */
export type Csat = {
  score: number | null;
  count: number;
  good: number;
  average: number | null;
  stars: number[];
};

/** Pagination of a list with cursors only. */
export type CursorPagination = {
  limit: number;
  hasMore: boolean;
  nextCursor: string | null;
};

/** Conversations and messages of a day. */
export type DayVolume = {
  date: string;
  conversations: number;
  visitorMessages: number;
  agentMessages: number;
};

/** The conversation that the message is in. */
export type DeleteBody = {
  conversationId: string;
};

/** Confirms the deletion. */
export type Deleted = {
  deleted: boolean;
  id: string;
};

/** Who requested the deletion of the workspace, when, and until when it can be undone. */
export type DeletionView = {
  requestedBy: string;
  requestedAt: string;
  dueAt: string;
};

/** `{deliveries, pagination}`, newest event first. */
export type Deliveries = {
  deliveries: DeliveryView[];
  pagination: CursorPagination;
};

/** `{delivery}` */
export type DeliveryAnswer = {
  delivery: DeliveryView;
};

/** A delivery; `id` is the event's, sent in the header `webhook-id`. */
export type DeliveryView = {
  id: string;
  webhookId: string;
  eventType: string;
  occurredAt: string;
  status: "PENDING" | "SUCCEEDED" | "FAILED";
  attempts: AttemptView[];
  nextAttemptAt: string | null;
  createdAt: string;
};

export type Description = string;

/** An email domain, and the TXT record that proves that it belongs to the workspace. */
export type DomainView = {
  name: string;
  isProved: boolean;
  recordName: string;
  recordValue: string;
};

export type Domains = string | string[];

/** Statistics of a duration in seconds; null if there are no values. */
export type Duration = {
  count: number;
  mean: number | null;
  median: number | null;
  p90: number | null;
};

export type Endpoint = string;

/** The subscription's endpoint. */
export type EndpointBody = {
  endpoint: string;
};

/** The format of all errors. */
export type Error = {
  statusCode: number;
  statusMessage: string;
  /** `errors` lists invalid fields; `code` identifies the error for programs */
  data: {
    errors?: {
      field: string;
      message: string;
    }[];
    code?: string;
    requestId?: string;
    /** A challenge that, once solved, admits the session (`proofOfWork`) */
    challenge?: string;
  } | null;
};

export type EventType = "*" | "address.blocked" | "address.unblocked" | "agent.invited" | "agent.mentioned" | "budget.reached" | "conversation.analyzed" | "conversation.assigned" | "conversation.attributes_changed" | "conversation.created" | "conversation.deleted" | "conversation.labeled" | "conversation.marked_as_spam" | "conversation.mood_changed" | "conversation.rated" | "conversation.reopened" | "conversation.resolved" | "conversation.reviewed" | "conversation.snoozed" | "conversation.target_at_risk" | "conversation.target_missed" | "conversation.transcript_requested" | "conversation.unmarked_as_spam" | "conversation.woken" | "conversations.exported" | "message.created" | "message.deleted" | "message.edited" | "report.ready" | "report.requested" | "visitor.attributes_changed" | "visitor.blocked" | "visitor.consented" | "visitor.deleted" | "visitor.exported" | "visitor.merged" | "visitor.unblocked" | "visitor.unmerged";

export type EventTypes = EventType[];

/** Somebody of the team, for those who have not written yet. */
export type Face = {
  name: string;
  avatarUrl: string | null;
};

/** All figures of a report. */
export type Figures = {
  conversations: number;
  closed: number;
  reopened: number;
  unanswered: number;
  visitorMessages: number;
  agentMessages: number;
  firstResponseTime: Duration;
  replyTime: Duration;
  resolutionTime: Duration;
  csat: Csat;
  analysed: number;
  outcomes: Outcomes;
  sentiment: Sentiment;
  reviews: Reviews;
  businessTimes: BusinessTimes | null;
  targets: TargetFigures;
  usage: UsageOfAnalyses;
  queueTime: Duration;
  abandoned: number;
  unread: number;
  previous: Measures;
  volume: Volume;
  series: Part[];
  agents: OfAgent[];
  sites: OfSite[];
  topics: Topic[];
  labels: OfLabel[];
  cannedReplies: CannedReplyUse[];
  teams: OfTeam[];
};

/** The file to upload: its name, its media type as the browser reports it (if empty, the name's extension decides), and its size in bytes. */
export type FileAnnouncement = {
  fileName: string;
  mimeType: string;
  size: number;
};

/** Filters of the conversation list. `agentId` is an ID, `unassigned`, or `me` for the caller; `labels` are IDs or names, all of which must match. */
export type Filters = {
  status?: Status[];
  agentId?: AgentFilter | null;
  labels?: string[];
  /** `""` if left out */
  search?: string;
  mood?: "POSITIVE" | "NEUTRAL" | "NEGATIVE" | null;
};

/** Filters as they are passed to the conversation list. */
export type FiltersView = {
  status: Status[];
  agentId: string | null;
  labels: string[];
  search: string;
  mood: "POSITIVE" | "NEUTRAL" | "NEGATIVE" | null;
};

/** The user's email address. */
export type ForgotPasswordBody = {
  email: string;
};

/** A visitor's answers. `consent` is the text that they agree to, exactly as it was shown. */
export type FormBody = {
  userName?: string | null;
  userEmail?: string | null;
  userPhone?: string | null;
  attributes?: Record<string, string | number | boolean | null> | null;
  consent?: string | null;
};

/** What the visitor has to agree to: a text or one per language, and where to read more. */
export type FormConsent = {
  text: SaidText;
  linkText: SaidText | null;
  url: string | null;
};

/** A field of a form: the visitor's name, e-mail address or phone number, or an `attribute` of the visitor or the conversation by its `key`; and whether it is required. */
export type FormFieldSetting = {
  field: "userName" | "userEmail" | "userPhone" | "attribute";
  key?: string | null;
  /** `false` if left out */
  isRequired?: boolean;
};

/** A field of a form: `userName`, `userEmail`, `userPhone`, or `attributes.` followed by a key, with its label as a text or one per language. */
export type FormFieldView = {
  name: string;
  label: SaidText | null;
  type: "TEXT" | "EMAIL" | "PHONE" | "NUMBER" | "BOOLEAN" | "DATE" | "LIST";
  options: string[];
  isRequired: boolean;
};

/** The workspace's forms, and by ID which ones a site has. */
export type FormSettings = {
  preChat?: PreChatFormSettings | null;
  offline?: OfflineFormSettings | null;
  consent?: ConsentSettings | null;
  sites?: Record<string, SiteForms | null> | null;
  [name: string]: FreeJson;
};

/** What a visitor is asked before their first message, without what is known already. */
export type FormView = {
  kind: "PRE_CHAT" | "OFFLINE";
  intro: SaidText | null;
  fields: FormFieldView[];
  consent: FormConsent | null;
};

export type FreeJson = unknown;

export type FreeObject = Record<string, unknown>;

export type Given = string;

export type GivenCode = string;

/** The API is up; `websocketUrl` is empty if there is no WebSocket API. */
export type Health = {
  status: "ok";
  version: string;
  websocketUrl: string;
};

/** When the next heartbeat is expected. */
export type HeartbeatAnswer = {
  isOnline: boolean;
  lastSeenAt: string;
  nextInSeconds: number;
};

/** The page that the visitor is on, and the last message that the widget has received. A page is recorded as a page view if its `title` is included; include it once per page. */
export type HeartbeatBody = {
  currentUrl?: PageUrl | null;
  title?: PageTitle | null;
  receivedId?: string | null;
};

/** Whether something is on legal hold. */
export type HoldBody = {
  onHold: boolean;
};

/** A day with other shifts than its weekday's: mostly none. */
export type Holiday = {
  date: string;
  name?: string | null;
  shifts?: Shifts;
};

/** Business hours, in a time zone, by default the workspace's. A site or team takes what it does not define from the workspace. Without a `week`, it is always open. */
export type Hours = {
  timezone?: Zone | null;
  week?: Week | null;
  holidays?: Holiday[] | null;
  [name: string]: FreeJson;
};

/** The workspace's business hours and, by ID, those of sites and teams with their own; a team's take precedence over a site's. */
export type HoursSettings = {
  timezone?: Zone | null;
  week?: Week | null;
  holidays?: Holiday[] | null;
  autoReply?: AutoReply | null;
  sites?: Record<string, Hours | null> | null;
  teams?: Record<string, Hours | null> | null;
  [name: string]: FreeJson;
};

export type Id = string;

/** The secret that the site signs user IDs with, returned only once; the previous one stays valid for an hour. */
export type IdentitySecret = {
  siteId: string;
  identitySecret: string;
};

/** The user's account at the workspace's provider. `provider` is the provider's name, null if there is none; `isLinked` tells whether the user can sign in with it. */
export type IdentityView = {
  provider: string | null;
  isLinked: boolean;
  linkedAt: string | null;
};

export type Ids = Id[];

/** An open conversation whose visitor has been waiting for an answer since `waitingSince`. */
export type InLine = {
  id: string;
  status: "WAITING" | "ACTIVE";
  waitingSince: string;
  agentId: string | null;
  visitor: InLineVisitor;
};

/** Who waits. */
export type InLineVisitor = {
  id: string;
  userName: string | null;
  userEmail: string | null;
};

/** `{invitation}`; the token is sent by email only. */
export type InvitationAnswer = {
  invitation: InvitationView;
};

/** A pending invitation. */
export type InvitationView = {
  id: string;
  name: string;
  email: string;
  status: "PENDING" | "EXPIRED";
  expiresAt: string;
  createdAt: string;
};

/** The person to invite. */
export type InviteBody = {
  name: string;
  email: string;
};

/** How often a target was met, and missed. */
export type Kept = {
  met: number;
  missed: number;
};

/** `{label}` */
export type LabelAnswer = {
  label: LabelView;
};

/** The label to create. */
export type LabelBody = {
  name: LabelName;
  /** `"#64748b"` if left out */
  color?: Color;
};

/** A label of the workspace, as included in a conversation. */
export type LabelCard = {
  id: string;
  name: string;
  color: string;
  isArchived: boolean;
};

/** The fields to change. */
export type LabelChanges = {
  name?: LabelName;
  color?: Color;
  isArchived?: boolean;
};

export type LabelName = string;

/** A label. `conversations` is how many have it, whatever their status; null for callers with limited access. An archived label stays where it is and can be filtered by, but is not offered. */
export type LabelView = {
  id: string;
  name: string;
  color: string;
  isArchived: boolean;
  conversations: number | null;
  createdAt: string;
  updatedAt: string;
};

/** `{labels}`, by name. */
export type Labels = {
  labels: LabelView[];
};

/** `{labels}`, by name */
export type LabelsAnswer = {
  labels: string[];
};

/** The labels to set, by ID or name; duplicates are dropped. */
export type LabelsBody = {
  labels: string[];
};

/** The workspace's labels, after one was created, changed or deleted. */
export type LabelsUpdated = {
  labels: LabelCard[];
};

export type LanguageTag = string;

/** The last message that is not internal; `content` is truncated to 500 characters. */
export type LastMessage = {
  id: string;
  content: string;
  senderType: "VISITOR" | "AGENT" | "SYSTEM";
  messageType: "TEXT" | "FILE" | "SYSTEM";
  createdAt: string;
  deletedAt: string | null;
};

/** A topic that was named in enough reviews: in how many conversations, and its most characteristic words. */
export type LearnedTopic = {
  name: string;
  examples: number;
  words: string[];
};

/** `{examples, learnedAt, topics}`: the number of reviewed conversations learned from, when the last one was learned, and what is known about each topic. */
export type LearnedTopicsAnswer = {
  examples: number;
  learnedAt: string | null;
  topics: LearnedTopic[];
};

/** How much visitors may do. Null, or more than the deployment allows, means the deployment's limit. Changes take effect within half a minute. */
export type LimitSettings = {
  sessions?: SessionLimits | null;
  messages?: VisitorLimits | null;
  uploads?: VisitorLimits | null;
  [name: string]: FreeJson;
};

/** Download links, valid for an hour: `csv` is for spreadsheets in the workspace's language, with its decimal separator; `dataCsv` is for programs and the same in every language. */
export type Links = {
  json: string;
  csv: string;
  dataCsv: string;
  html: string;
  expiresAt: string;
};

/** A conversation in a list; `match` is null unless a search found it. */
export type ListedConversation = {
  id: string;
  status: Status;
  siteId: string;
  visitorId: string;
  visitor: BlockableVisitor;
  agentId: string | null;
  agent: AgentCard | null;
  unreadCount: number;
  messageCount: number;
  lastMessage: LastMessage | null;
  lastActivityAt: string;
  waitingSince: string | null;
  firstResponseAt: string | null;
  closedAt: string | null;
  closedBy: string | null;
  reopenCount: number;
  rating: Rating | null;
  messagesEditedAt: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
  tags: string[];
  labels: LabelCard[];
  topics: string[];
  resolution: Resolution | null;
  mood: Mood | null;
  onHold: boolean;
  isSpam: boolean;
  targets: TargetViews;
  /** When it will be resolved automatically, unless somebody writes */
  closingAt: string | null;
  isSnoozed: boolean;
  /** When it wakes; null if only the visitor's next message wakes it */
  snoozedUntil: string | null;
  mentionedIds: string[];
  attributes: Record<string, string | number | boolean>;
  match: SearchMatch | null;
};

/** An agent with their load; `capacity` is null if conversations are not assigned automatically. */
export type LiveAgent = {
  id: string;
  name: string;
  avatarUrl: string | null;
  isOnline: boolean;
  availability: Availability;
  activeConversations: number | null;
  capacity: number | null;
};

/** `{live}` */
export type LiveAnswer = {
  live: LiveView;
};

/** Conversations by status, from the counters. */
export type LiveCounts = {
  waiting: number;
  active: number;
  snoozed: number;
};

/** Open conversations with a target at risk and with a missed one, among the 200 of each status with the oldest activity. */
export type LiveTargets = {
  atRisk: number;
  missed: number;
};

/** The situation at `at`. `inLine` are the 20 visitors who have waited longest, among the 200 open conversations of each status with the oldest activity; `agents` are those whose conversations the caller may see, for a whole workspace the first 100 by name. */
export type LiveView = {
  at: string;
  counts: LiveCounts;
  inLine: InLine[];
  targets: LiveTargets;
  agents: LiveAgent[];
  hasMoreAgents: boolean;
  today: Today;
};

/** A token valid for seven days, and its user. With `secondFactor`, the token can only be used to set up two-factor authentication, which the workspace requires. `logoutUrl` logs users who signed in with an identity provider out of it. */
export type LoginAnswer = {
  token: string;
  expiresAt: string;
  user: UserView;
  secondFactor?: "SETUP_REQUIRED";
  logoutUrl?: string;
};

/** Email address and password; for users with two-factor authentication also `code`, from their authenticator app, or a recovery code. The address is validated only if no user has it. */
export type LoginBody = {
  email: string;
  password: string;
  code?: Code | null;
};

/** What is mailed to visitors who have left when their conversation is resolved: the transcript, and a request for a rating unless they have rated. Both are off by default. */
export type MailSettings = {
  transcript?: boolean | null;
  rating?: boolean | null;
  [name: string]: FreeJson;
};

/** The mail by which a visitor wrote: its sender, whether it is proved to come from the visitor's own address, and the names of files that were not accepted. */
export type MailView = {
  address: string;
  isTheirs: boolean;
  refusedFiles: string[];
};

/** `{score}` */
export type MailedRatingAnswer = {
  score: number;
};

/** The rating, and the `token` of the email's link. */
export type MailedRatingBody = {
  score: number;
  comment?: string | null;
  token: string;
};

/** The number of messages marked as read. */
export type MarkReadAnswer = {
  conversationId: string;
  markedCount: number;
  unreadCount: 0;
};

/** The figures of a period, an agent or a site. */
export type Measures = {
  conversations: number;
  closed: number;
  reopened: number;
  unanswered: number;
  visitorMessages: number;
  agentMessages: number;
  firstResponseTime: Duration;
  replyTime: Duration;
  resolutionTime: Duration;
  csat: Csat;
  analysed: number;
  outcomes: Outcomes;
  sentiment: Sentiment;
  reviews: Reviews;
  businessTimes: BusinessTimes | null;
  targets: TargetFigures;
  usage: UsageOfAnalyses;
  queueTime: Duration;
  abandoned: number;
};

export type Members = string[];

export type MentionIds = string[];

/** A colleague whom a note mentions, by the name that they had. */
export type MentionView = {
  id: string;
  name: string;
};

/** The visitor who remains. */
export type MergeBody = {
  intoVisitorId: string;
};

/** Another visitor who was merged into this one. It can be undone until `undoableUntil`; null if it cannot, for example because they were merged indirectly. */
export type MergeView = {
  visitorId: string;
  mergedAt: string;
  undoableUntil: string | null;
};

/** A message that was sent, edited or deleted, with its conversation. `truncated` if the content was cut to fit the frame. */
export type MessageChanged<Conversation> = {
  message: MessageView;
  conversation: Conversation;
  truncated: boolean;
};

/** A message. A deleted one has neither content nor attachments. Only notes have `mentions`. */
export type MessageView = {
  id: string;
  conversationId: string;
  senderType: "VISITOR" | "AGENT" | "SYSTEM";
  senderId: string | null;
  senderName: string | null;
  senderAvatarUrl: string | null;
  content: string;
  messageType: "TEXT" | "FILE" | "SYSTEM";
  isInternal: boolean;
  attachments: AttachmentView[];
  quote: QuoteView | null;
  byMail: MailView | null;
  mentions: MentionView[];
  seenAt: string | null;
  clientMessageId: string | null;
  createdAt: string;
  editedAt: string | null;
  deletedAt: string | null;
};

/** A page of messages. */
export type Messages = {
  messages: MessageView[];
  pagination: PagePagination;
};

/** What was written to a visitor up to this message has reached their widget, whether they have seen it or not. */
export type MessagesDelivered = {
  visitorId: string;
  messageId: string;
};

/** One side has read everything that the other one wrote, as of this version of the conversation. */
export type MessagesSeen = {
  conversationId: string;
  seenBy: "AGENT" | "VISITOR";
  seenAt: string;
  version: number;
};

export type Minutes = number;

/** Whether agents may block visitors; without it, they ask for it. */
export type ModerationSettings = {
  agentsMayBlock?: boolean | null;
  [name: string]: FreeJson;
};

/** How the visitor feels, and since when; set once their mood has turned while the conversation is open. */
export type Mood = {
  value: "POSITIVE" | "NEUTRAL" | "NEGATIVE";
  since: string;
};

/** The conversation with its visitor's mood, which has turned. */
export type MoodChanged<Conversation> = {
  conversation: Conversation;
  previousMood: "POSITIVE" | "NEUTRAL" | "NEGATIVE" | null;
};

/** The API key; `plainKey` is returned only once. */
export type NewApiKey = {
  apiKey: ApiKeyView;
  plainKey: string;
};

/** The token; `plainToken` is returned only once. */
export type NewToken = {
  token: TokenView;
  plainToken: string;
};

export type Newcomers = "REFUSED" | "CREATED";

/** Notifications: sounds, and emails to visitors who have left. */
export type NotificationSettings = {
  visitorSound?: boolean | null;
  agentSound?: boolean | null;
  email?: boolean | null;
  [name: string]: FreeJson;
};

export type Number = number;

/** An agent's figures; `name` is null if the agent has been removed. */
export type OfAgent = {
  conversations: number;
  closed: number;
  reopened: number;
  unanswered: number;
  visitorMessages: number;
  agentMessages: number;
  firstResponseTime: Duration;
  replyTime: Duration;
  resolutionTime: Duration;
  csat: Csat;
  analysed: number;
  outcomes: Outcomes;
  sentiment: Sentiment;
  reviews: Reviews;
  businessTimes: BusinessTimes | null;
  targets: TargetFigures;
  usage: UsageOfAnalyses;
  queueTime: Duration;
  abandoned: number;
  agentId: string;
  name: string | null;
};

/** The closed conversations that have a label, their ratings, and how often their targets were met and missed; `name` is null if the label has been deleted. */
export type OfLabel = {
  labelId: string;
  name: string | null;
  closed: number;
  resolutionTime: Duration;
  csat: Csat;
  targets: TargetFigures;
};

/** A site's figures. */
export type OfSite = {
  conversations: number;
  closed: number;
  reopened: number;
  unanswered: number;
  visitorMessages: number;
  agentMessages: number;
  firstResponseTime: Duration;
  replyTime: Duration;
  resolutionTime: Duration;
  csat: Csat;
  analysed: number;
  outcomes: Outcomes;
  sentiment: Sentiment;
  reviews: Reviews;
  businessTimes: BusinessTimes | null;
  targets: TargetFigures;
  usage: UsageOfAnalyses;
  queueTime: Duration;
  abandoned: number;
  siteId: string;
  name: string | null;
};

/** A team's figures: the sum of what is credited to its present members, and `abandoned` conversations that waited for the team. */
export type OfTeam = {
  conversations: number;
  closed: number;
  reopened: number;
  unanswered: number;
  visitorMessages: number;
  agentMessages: number;
  firstResponseTime: Duration;
  replyTime: Duration;
  resolutionTime: Duration;
  csat: Csat;
  analysed: number;
  outcomes: Outcomes;
  sentiment: Sentiment;
  reviews: Reviews;
  businessTimes: BusinessTimes | null;
  targets: TargetFigures;
  usage: UsageOfAnalyses;
  queueTime: Duration;
  abandoned: number;
  teamId: string;
  name: string;
};

/** `{provider}`; null if the workspace has none or does not exist. */
export type Offer = {
  provider: OfferView | null;
};

/** A provider as the login page offers it. */
export type OfferView = {
  workspaceId: string;
  name: string;
  passwords: "ALLOWED" | "REFUSED";
};

/** The form for name, e-mail address and message. If it is `enabled`, it is shown outside of business hours (`closed`, the default), or also while no agent is available (`unavailable`). */
export type OfflineFormSettings = {
  enabled?: boolean | null;
  when?: "closed" | "unavailable" | null;
  intro?: SaidText | null;
  [name: string]: FreeJson;
};

/** Pagination of a list with offsets. */
export type OffsetPagination = {
  total: number;
  limit: number;
  offset: number;
  hasMore: boolean;
  nextCursor: string | null;
};

/** When somebody answers: open until `closesAt`, if there is one, and again from `opensAt`, which is null if that is not known. Absent if it is always open. */
export type OpeningHours = {
  opensAt: string | null;
  closesAt: string | null;
};

export type Option = string;

/** Conversations by analyzed outcome. */
export type Outcomes = {
  resolved: number;
  partial: number;
  unresolved: number;
};

/** Shifts by weekday; an agent is away on days without any. */
export type OwnWeek = {
  monday?: Shifts | null;
  tuesday?: Shifts | null;
  wednesday?: Shifts | null;
  thursday?: Shifts | null;
  friday?: Shifts | null;
  saturday?: Shifts | null;
  sunday?: Shifts | null;
};

/** Whom the owner wants to be the owner, and until when they may accept. */
export type OwnerOfferView = {
  agentId: string;
  offeredAt: string;
  expiresAt: string;
};

/** The admin to whom the ownership is offered; the owner's password again and, with two-factor authentication, a code. */
export type OwnershipBody = {
  password: string;
  code?: Code | null;
  agentId: string;
};

/** Pagination of a list with page numbers. */
export type PagePagination = {
  total: number;
  page: number;
  limit: number;
  totalPages: number;
  hasMore: boolean;
  nextCursor: string | null;
};

export type PagePattern = string;

export type PageTitle = string;

export type PageUrl = string;

/** A page that the visitor was on, and when they came to it. */
export type PageViewed = {
  url: string;
  title: string;
  viewedAt: string;
};

/** The figures of one part of the report's period. */
export type Part = {
  conversations: number;
  closed: number;
  reopened: number;
  unanswered: number;
  visitorMessages: number;
  agentMessages: number;
  firstResponseTime: Duration;
  replyTime: Duration;
  resolutionTime: Duration;
  csat: Csat;
  analysed: number;
  outcomes: Outcomes;
  sentiment: Sentiment;
  reviews: Reviews;
  businessTimes: BusinessTimes | null;
  targets: TargetFigures;
  usage: UsageOfAnalyses;
  queueTime: Duration;
  abandoned: number;
  from: string;
  to: string;
};

/** The user's password. */
export type PasswordBody = {
  password: string;
};

export type Passwords = "ALLOWED" | "REFUSED";

export type Period = "day" | "week" | "month" | "quarter" | "year";

export type Places = Record<string, Targets | null>;

/** Acknowledges a ping. */
export type Pong = Record<string, unknown>;

export type Position = "ADMIN" | "LEAD" | "AGENT";

/** The form before a visitor's first message, if it is `enabled`: an introduction and fields. */
export type PreChatFormSettings = {
  enabled?: boolean | null;
  intro?: SaidText | null;
  fields?: FormFieldSetting[] | null;
  [name: string]: FreeJson;
};

/** An agent's preferences. `custom` holds any other JSON. */
export type Preferences = {
  sound?: boolean | null;
  desktop?: boolean | null;
  push?: PushSwitches | null;
  custom?: FreeObject | null;
  [name: string]: FreeJson;
};

/** How many visitors were shown a message, and how many of them have answered it. Messages that nobody was shown are left out; deleted ones are included. */
export type ProactiveCounts = {
  id: string;
  shown: number;
  answered: number;
};

/** `{counts}` */
export type ProactiveCountsAnswer = {
  counts: ProactiveCounts[];
};

/** A message and when it is shown: on pages that match these patterns, or on all; after so many seconds on the page; from which visit on; on one site or all; always, only in business hours (`open`), or only while an agent is available. `id` is the workspace's own name for it: a visitor is shown each `id` once. */
export type ProactiveMessage = {
  id: RuleId;
  text: SaidText;
  senderName?: string | null;
  pages?: PagePattern[] | null;
  afterSeconds?: number | null;
  minVisits?: number | null;
  when?: When | null;
  siteId?: string | null;
  enabled?: boolean | null;
};

/** The workspace's proactive messages; if several match, the first is shown. */
export type ProactiveSettings = {
  messages?: ProactiveMessage[] | null;
  [name: string]: FreeJson;
};

/** A proactive message, as widgets need it to decide when to show it; if several are due, the first is shown. */
export type ProactiveView = {
  id: string;
  pages: string[];
  afterSeconds: number;
  minVisits: number;
  when: When;
};

/** `{profile}` */
export type ProfileAnswer = {
  profile: ProfileView;
};

/** The fields to change; preferences are merged. `availability` is what the agent chooses; they are AWAY while they are offline in any case. With a `schedule`, it holds until the next end of a shift, and null returns to the schedule at once. `schedule` is replaced as a whole; null removes it. */
export type ProfileBody = {
  name?: string;
  preferences?: Preferences;
  availability?: Availability | null;
  schedule?: Schedule | null;
};

/** The agent's own profile. */
export type ProfileView = {
  id: string;
  name: string;
  email: string;
  avatarUrl: string | null;
  status: "ACTIVE" | "INACTIVE";
  position: Position;
  conversationAccess: Access;
  isOnline: boolean;
  availability: Availability;
  availabilityUntil: string | null;
  isBySchedule: boolean;
  schedule: Record<string, unknown> | null;
  capacity: number | null;
  csatScore: number | null;
  csatCount: number;
  activeConversations: number;
  waitingConversations: number;
  closedConversations: number;
  unreadCount: number;
  lastSeenAt: string | null;
  hasSecondFactor: boolean;
  createdAt: string;
  preferences: Record<string, unknown>;
  tenant: TenantCard;
};

/** A topic proposed by analyses: in how many conversations, and when last. */
export type ProposedTopicView = {
  name: string;
  count: number;
  lastSeenAt: string;
};

/** When browsers must present a proof of work before a new session: never, beyond the limit of sessions (the default), or always. */
export type ProtectionSettings = {
  proofOfWork?: "off" | "auto" | "always" | null;
  [name: string]: FreeJson;
};

/** The identity provider. `name` is shown on the login page. Without `clientSecret`, the previous one is kept. Saving checks the DNS records of domains that are not proved yet. */
export type ProviderBody = {
  name: string;
  issuer: string;
  clientId: string;
  clientSecret?: string | null;
  domains: string[];
  /** `"ALLOWED"` if left out */
  passwords?: Passwords;
  /** `"REFUSED"` if left out */
  newcomers?: Newcomers;
  /** `"PROVIDER"` if left out */
  secondFactor?: SecondFactor;
};

/** The identity provider. Its client secret is never returned. */
export type ProviderView = {
  name: string;
  issuer: string;
  clientId: string;
  domains: DomainView[];
  passwords: Passwords;
  newcomers: Newcomers;
  secondFactor: SecondFactor;
  updatedAt: string;
};

export type PublicKey = string;

/** The browser's keys for this subscription. */
export type PushKeys = {
  p256dh: PublicKey;
  auth: Secret;
};

/** `{subscription}` */
export type PushSubscriptionAnswer = {
  subscription: PushSubscriptionView;
};

/** The browser's `PushSubscription` as JSON; `expirationTime` is ignored. */
export type PushSubscriptionBody = {
  endpoint: Endpoint;
  keys: PushKeys;
  expirationTime?: number | null;
};

/** A push subscription. */
export type PushSubscriptionView = {
  id: string;
  endpoint: string;
  createdAt: string;
};

/** The key to subscribe with (`applicationServerKey`), and the agent's subscriptions, oldest first. */
export type PushSubscriptions = {
  publicKey: string;
  subscriptions: PushSubscriptionView[];
};

export type PushSwitches = boolean | {
  assigned?: boolean;
  messages?: boolean;
  mood?: boolean;
  mentions?: boolean;
};

/** Which one in line the visitor's conversation is now. */
export type QueueMoved = {
  conversationId: string;
  position: number;
};

export type QuoteId = string;

/** The message that another one quotes: its first 200 characters, or its files' names; nothing if it is deleted. */
export type QuoteView = {
  id: string;
  senderType: "VISITOR" | "AGENT";
  content: string;
};

/** The visitor's rating. */
export type Rating = {
  score: number;
  comment: string | null;
  createdAt: string;
};

/** `{conversation}` */
export type RatingAnswer = {
  conversation: VisitorConversation;
};

/** The rating, 1 to 5, and the conversation, by default the visitor's newest. */
export type RatingBody = {
  score: number;
  comment?: string | null;
  conversationId?: string | null;
};

/** Ten codes, each for one login without the app, returned only once. */
export type RecoveryCodes = {
  recoveryCodes: string[];
};

/** Why a client's frame was rejected. */
export type Refusal = {
  message: string;
};

/** The company, and the workspace's owner. */
export type RegisterBody = {
  companyName: string;
  name: string;
  email: string;
  password: string;
};

export type ReplyText = string;

/** `{report}` */
export type ReportAnswer = {
  report: ReportView;
};

/** The report to generate: of the current period, unless `from` or `to` is given. */
export type ReportBody = {
  period: Period;
  from?: string | null;
  to?: string | null;
  agentId?: string | null;
  siteId?: string | null;
  teamId?: string | null;
};

/** A report, with its figures once it is READY. */
export type ReportDetail = {
  id: string;
  status: ReportStatus;
  period: Period;
  from: string;
  to: string;
  timezone: string;
  agentId: string | null;
  siteId: string | null;
  teamId: string | null;
  createdAt: string;
  finishedAt: string | null;
  figures: Figures | null;
  links: Links | null;
};

/** `{report}` with figures and links. */
export type ReportDetailAnswer = {
  report: ReportDetail;
};

/** `{reportSchedule}` */
export type ReportScheduleAnswer = {
  reportSchedule: ReportScheduleView;
};

/** The complete schedule: omitted fields are off. Without `weekly` and `monthly`, nothing is emailed. */
export type ReportScheduleBody = {
  /** `false` if left out */
  weekly?: boolean;
  /** `false` if left out */
  monthly?: boolean;
  recipients?: string[];
};

/** Which reports are emailed at 08:00 in the workspace's time zone: last week's on Mondays, last month's on the first. `nextWeeklyAt` and `nextMonthlyAt` are null if nothing is due. */
export type ReportScheduleView = {
  weekly: boolean;
  monthly: boolean;
  recipients: string[];
  timezone: string;
  nextWeeklyAt: string | null;
  nextMonthlyAt: string | null;
  updatedAt: string | null;
};

export type ReportStatus = "PENDING" | "READY" | "FAILED";

/** A report; `from` and `to` are days in its time zone, both inclusive. */
export type ReportView = {
  id: string;
  status: ReportStatus;
  period: Period;
  from: string;
  to: string;
  timezone: string;
  agentId: string | null;
  siteId: string | null;
  teamId: string | null;
  createdAt: string;
  finishedAt: string | null;
};

/** `{reports, pagination}`, newest first. */
export type Reports = {
  reports: ReportView[];
  pagination: CursorPagination;
};

/** The token from the email, and the new password. */
export type ResetPasswordBody = {
  token: string;
  password: string;
};

/** The analysis of a resolved conversation. `isUnsure` means that the outcome is more likely wrong than right. */
export type Resolution = {
  summary: string;
  outcome: "RESOLVED" | "PARTIAL" | "UNRESOLVED";
  sentiment: "POSITIVE" | "NEUTRAL" | "NEGATIVE";
  topics: string[];
  confidence: number;
  isUnsure: boolean;
  model: string;
  analyzedAt: string;
  review: Review | null;
  usage: Usage | null;
};

/** `{conversation, analysis}` */
export type ResolveAnswer = {
  conversation: ConversationView;
  analysis: "QUEUED" | "NOT_IN_PLAN";
};

/** After how many days without activity closed conversations and visitors who never wrote are deleted, and after how many days the files of messages are removed. Without a value they are kept; spam is deleted after 30 days by default. */
export type RetentionSettings = {
  fileDays?: number | null;
  closedConversationDays?: number | null;
  silentVisitorDays?: number | null;
  spamDays?: number | null;
  [name: string]: FreeJson;
};

/** What the provider has sent the browser back with, and the `binding` that the browser has kept. */
export type ReturnBody = {
  state: Given;
  binding: string;
  authorizationCode: Given;
  issuer?: string | null;
};

/** Who confirmed or corrected an analysis, and which of its fields were corrected. */
export type Review = {
  at: string;
  by: string;
  corrected: ("outcome" | "sentiment" | "topics")[];
  analyzed: Analyzed;
};

/** The correct values for the conversation; omitted fields are confirmed. Topics are the workspace's, or those that the analysis proposed. */
export type ReviewBody = {
  outcome?: "RESOLVED" | "PARTIAL" | "UNRESOLVED";
  sentiment?: "POSITIVE" | "NEUTRAL" | "NEGATIVE";
  topics?: string[];
};

/** Analyzed conversations that somebody confirmed or corrected. */
export type Reviews = {
  count: number;
  corrected: Corrected;
};

/** How waiting conversations are assigned. With the rule `manual` (the default), agents take them; otherwise they go to an available agent with fewer open ones than their `capacity` (5 by default). A site, or the team that answers it, may have a rule of its own. After `replyMinutes` without a reply, or `awayMinutes` after their agent has gone away, conversations wait again: in their original queue, or with `handOver` as `team` in that of their agent's team. */
export type RoutingSettings = {
  rule?: Rule | null;
  capacity?: number | null;
  replyMinutes?: number | null;
  awayMinutes?: number | null;
  handOver?: "queue" | "team" | null;
  sites?: Record<string, SiteRouting | null> | null;
  teams?: Record<string, TeamRouting | null> | null;
  [name: string]: FreeJson;
};

export type Rule = "manual" | "round-robin" | "least-busy";

export type RuleId = string;

/** `{message, conversation}` */
export type SaidAnswer = {
  message: MessageView;
  conversation: VisitorConversation;
};

export type SaidText = string | {
  en?: string;
  tr?: string;
  de?: string;
  es?: string;
};

/** A view of the team or, if not `isShared`, of the agent's own. `count` is null if only a search could tell it. `missing` names filters whose label or agent no longer exists. */
export type SavedView = {
  id: string;
  name: string;
  isShared: boolean;
  filters: FiltersView;
  count: number | null;
  missing: ("label" | "agent")[];
  createdAt: string;
  updatedAt: string;
};

/** `{view}` */
export type SavedViewAnswer = {
  view: SavedView;
};

/** `{views}`: shared ones first, by name. */
export type SavedViews = {
  views: SavedView[];
};

/** An agent's working hours: shifts by weekday in a time zone, and days off as `holidays`. Nothing else is stored with an agent, whose item is written whenever their presence is renewed. */
export type Schedule = {
  timezone: Zone;
  week: OwnWeek;
  holidays?: Holiday[] | null;
};

export type Scope = "tenant:read" | "tenant:write" | "agent:read" | "agent:write";

/** Why a search found the conversation: a snippet of the matching text, and the positions of the words in it. `ranges` are pairs of start and end in UTF-16 code units, end exclusive, as in JavaScript's `slice`; `messageId` is null unless the match is in a message. */
export type SearchMatch = {
  field: "content" | "userName" | "userEmail" | "visitorId" | "id";
  snippet: string;
  ranges: number[][];
  messageId: string | null;
};

export type SecondFactor = "PROVIDER" | "OURS";

/** Whether the user has two-factor authentication, and whether their workspace requires it. */
export type SecondFactorView = {
  isOn: boolean;
  isRequired: boolean;
  enabledAt: string | null;
  recoveryCodesLeft: number;
};

export type Secret = string;

/** Whether everybody has to set up two-factor authentication. Turning this on logs out everybody who has not. */
export type SecuritySettings = {
  requireSecondFactor?: boolean | null;
  [name: string]: FreeJson;
};

/** The number of messages marked as read. */
export type SeenAnswer = {
  conversationId: string | null;
  markedCount: number;
  unreadCount: 0;
};

/** The conversation that the visitor has read, by default their newest. */
export type SeenBody = {
  conversationId?: string | null;
};

/** `{message, conversation}` */
export type SendAnswer = {
  message: MessageView;
  conversation: ConversationView;
};

/** A message of the team's. Form fields have the same names. A note may mention colleagues who may see the conversation, by their IDs in `mentionIds`: they are notified of it. `attachmentIds` may name files of the canned replies that `cannedReplyIds` names, too: the message gets copies. */
export type SendBody = {
  /** `""` if left out */
  content?: string;
  /** `"TEXT"` if left out */
  messageType?: "TEXT" | "FILE";
  attachmentIds?: AttachmentIds;
  clientMessageId?: ClientMessageId | null;
  quoteId?: QuoteId | null;
  /** `false` if left out */
  isInternal?: boolean;
  mentionIds?: MentionIds;
  cannedReplyIds?: CannedReplyIds;
};

/** Conversations by analyzed sentiment of the visitor. */
export type Sentiment = {
  positive: number;
  neutral: number;
  negative: number;
};

/** A token valid for 30 days, the visitor, and their newest conversation, if there is one; whether they have earlier ones, and whether they may have several open at once. `ignoredAttributes` are the keys of signed attributes that were not set because they are unknown or their values invalid. Before the first message, the `form`, if there is one, has to be filled in. */
export type SessionAnswer = {
  token: string;
  expiresAt: string;
  visitor: VisitorSelf;
  conversation: VisitorConversation | null;
  hasEarlier: boolean;
  mayHaveSeveral: boolean;
  widget: WidgetView;
  ignoredAttributes: string[];
  form: FormView | null;
};

/** Who the visitor is, as far as the page knows. */
export type SessionBody = {
  visitorId?: string | null;
  visitorToken?: string | null;
  /** The code in an emailed link, which resumes its visitor once, before anything else */
  code?: string | null;
  externalId?: string | null;
  identityHash?: string | null;
  /** Custom attributes of a visitor who is vouched for by `identityHash`: a JSON Web Token (HS256), signed with the identity secret, of `sub` (the `externalId`), `exp` and `attributes` */
  signedAttributes?: string | null;
  userName?: string | null;
  userEmail?: string | null;
  userPhone?: string | null;
  currentUrl?: PageUrl | null;
  /** The page's title; with it, the page is recorded as a page view */
  title?: PageTitle | null;
  referrer?: PageUrl | null;
  language?: string | null;
  /** The browser's `navigator.maxTouchPoints`, which distinguishes an iPad from a Mac */
  touchPoints?: number | null;
  /** True if the page adds details about the visitor of a visit that has been counted; `false` if left out */
  continuesVisit?: boolean;
  /** Answers to the `form` of the previous response */
  form?: FormBody | null;
  /** A refusal's `challenge`, a colon, and a number, such that the SHA-256 of this whole text begins with as many zero bits as the second part of the challenge says */
  proofOfWork?: string | null;
};

/** Widget sessions a minute, from one IP address (IPv6: one /64) and with one site's API key. */
export type SessionLimits = {
  perAddress?: Number | null;
  perSite?: Number | null;
  [name: string]: FreeJson;
};

/** A login that is still valid. Browser and system are null if the `userAgent` does not tell. */
export type SessionView = {
  id: string;
  browser: string | null;
  os: string | null;
  userAgent: string | null;
  address: string;
  createdAt: string;
  lastUsedAt: string;
  isCurrent: boolean;
};

/** `{sessions}`, newest first. */
export type Sessions = {
  sessions: SessionView[];
};

/** Whether a visitor is blocked, until when, and why. Without `expiresAt`, the block is for good. */
export type SetBlockBody = {
  expiresAt?: string | null;
  reason?: string | null;
  isBlocked: boolean;
};

/** A workspace's settings. `custom` holds any other JSON. */
export type Settings = {
  notifications?: NotificationSettings | null;
  widget?: WidgetSettings | null;
  mail?: MailSettings | null;
  security?: SecuritySettings | null;
  retention?: RetentionSettings | null;
  moderation?: ModerationSettings | null;
  limits?: LimitSettings | null;
  budgets?: BudgetSettings | null;
  protection?: ProtectionSettings | null;
  hours?: HoursSettings | null;
  targets?: TargetSettings | null;
  autoResolve?: AutoResolveSettings | null;
  routing?: RoutingSettings | null;
  attributes?: AttributeSettings | null;
  conversations?: ConversationSettings | null;
  forms?: FormSettings | null;
  ai?: AiSettings | null;
  proactive?: ProactiveSettings | null;
  custom?: FreeObject | null;
  [name: string]: FreeJson;
};

/** What an authenticator app needs: the secret to be typed, or the URL as a QR code. */
export type SetupView = {
  secret: string;
  otpauthUrl: string;
};

/** When it is open, in local time: `to` at or before `from` is on the next day, and 24:00 is midnight. */
export type Shift = {
  from: Time;
  to: Time;
};

export type Shifts = Shift[];

export type Short = string;

export type Shortcode = string;

/** What to show or, if `isShown` is false, why not: `SHOWN_BEFORE`, `IN_CONVERSATION`, `TOO_FEW_VISITS`, `CLOSED` or `NOBODY_AVAILABLE`. Without a `senderName`, it is from the workspace. */
export type ShowAnswer = {
  isShown: boolean;
  reason: string | null;
  text: string;
  senderName: string | null;
};

/** The message's `id`, and the widget's own ID for this display, with which it may repeat the request. `language` is the widget's; if there is no text in it, the text in the workspace's language is returned. */
export type ShowBody = {
  id: RuleId;
  displayId: string;
  /** `"en"` if left out */
  language?: string;
};

/** The workspace whose provider to go to. */
export type SignInBeginBody = {
  workspaceId: WorkspaceId;
};

/** The same to sign in. After `SECOND_FACTOR_REQUIRED`, again with `secondFactorCode`, from an authenticator app, or a recovery code. */
export type SignInBody = {
  state: Given;
  binding: string;
  authorizationCode: Given;
  issuer?: string | null;
  secondFactorCode?: Code | null;
};

/** The workspace's provider, if there is one; the redirect URIs to register with it, for signing in and for after logging out; and the link that leads people to the provider without typing their address. */
export type SignInView = {
  provider: ProviderView | null;
  redirectUri: string;
  loggedOutUri: string;
  loginUrl: string;
};

/** `{site}` */
export type SiteAnswer = {
  site: SiteView;
};

/** The site's new name. */
export type SiteBody = {
  name: string;
};

/** How many conversations a visitor of a site may have. `one` (the default): a message to a closed one reopens it. `new-after-days`: if it was closed at least `days` ago (30 by default), the message begins a new one. `several`: a visitor may also begin another while one is open, up to `mostOpen` at once (5 by default). */
export type SiteConversations = {
  rule?: ConversationRule | null;
  days?: number | null;
  mostOpen?: number | null;
  [name: string]: FreeJson;
};

/** Which forms a site has, if they are others than the workspace's. */
export type SiteForms = {
  preChat?: boolean | null;
  offline?: boolean | null;
  [name: string]: FreeJson;
};

/** The rule for a site, and the team that answers it, by default everybody. */
export type SiteRouting = {
  rule?: Rule | null;
  teamId?: SomeId | null;
  [name: string]: FreeJson;
};

/** A site. */
export type SiteView = {
  id: string;
  name: string;
  domains: string[];
  createdAt: string;
};

/** `{sites}`, oldest first; with a limit, `nextCursor`, too. */
export type Sites = {
  nextCursor?: string | null;
  sites: SiteView[];
};

/** Whether a conversation is snoozed, and until when. The visitor's next message always wakes it; without `until`, only that does. */
export type SnoozeBody = {
  isSnoozed: boolean;
  until?: string | null;
};

export type SomeId = string;

export type Status = "ACTIVE" | "WAITING" | "CLOSED";

/** The new status. */
export type StatusBody = {
  status: Status;
};

/** Conversations by status. */
export type StatusCounts = {
  active: number;
  waiting: number;
  closed: number;
};

/** `{summary}` */
export type SummaryAnswer = {
  summary: SummaryView;
};

/** What is asked, what was tried and what is promised, up to the message `messageId`; and topics of the workspace that may apply. */
export type SummaryView = {
  asked: string[];
  tried: string[];
  promised: string[];
  suggestedTopics: string[];
  messageId: string;
  model: string;
  createdAt: string;
};

/** How often the workspace's targets were met, and missed. */
export type TargetFigures = {
  firstResponse: Kept;
  resolution: Kept;
};

/** The workspace's targets and, by ID, those of labels, teams and sites with their own. The shortest of a conversation's labels takes precedence over its agent's team, and that over its site. */
export type TargetSettings = {
  firstResponseMinutes?: Minutes | null;
  resolutionMinutes?: Minutes | null;
  warningMinutes?: number | null;
  time?: "business" | "calendar" | null;
  labels?: Places | null;
  teams?: Places | null;
  sites?: Places | null;
  [name: string]: FreeJson;
};

export type TargetState = "RUNNING" | "AT_RISK" | "PAUSED" | "MET" | "MISSED";

/** When something is due, unless it is PAUSED. A MISSED target stays missed when it is done later. */
export type TargetView = {
  state: TargetState;
  dueAt: string | null;
  minutes: number;
  endedAt: string | null;
};

/** The targets of a conversation since it was opened, if it has any. */
export type TargetViews = {
  firstResponse: TargetView | null;
  resolution: TargetView | null;
};

/** Within how many minutes a visitor should be answered by a human, and a conversation resolved, not counting the time spent waiting for the visitor; in `business` hours or `calendar` time; and how many minutes before that there is a warning. Omitted values are the workspace's. */
export type Targets = {
  firstResponseMinutes?: Minutes | null;
  resolutionMinutes?: Minutes | null;
  warningMinutes?: number | null;
  time?: "business" | "calendar" | null;
  [name: string]: FreeJson;
};

/** `{team}` */
export type TeamAnswer = {
  team: TeamView;
};

/** The team to create; members are agents. */
export type TeamBody = {
  name: string;
  memberIds?: Members;
};

/** The fields to change; `memberIds` replaces all members. */
export type TeamChanges = {
  name?: string;
  memberIds?: Members;
};

/** Pagination of agents, and of invitations. */
export type TeamPagination = {
  limit: number;
  hasMore: boolean;
  nextCursor: string | null;
  total: number;
  nextInvitationCursor: string | null;
};

/** The figures of the agents whose conversations the lead may see; `from` and `to` are days in the time zone, both inclusive. */
export type TeamReport = {
  period: Period;
  from: string;
  to: string;
  timezone: string;
  agentId: string | null;
  siteId: string | null;
  teamId: string | null;
  figures: Figures;
};

/** `{report}` */
export type TeamReportAnswer = {
  report: TeamReport;
};

/** By which rule a team's conversations find an agent. */
export type TeamRouting = {
  rule?: Rule | null;
  [name: string]: FreeJson;
};

/** The same for the team: whether it is a note, and what a visitor has typed so far, if the workspace wants it. */
export type TeamTyping = {
  conversationId: string;
  senderType: "AGENT" | "VISITOR";
  senderId: string;
  senderName: string | null;
  isInternal: boolean;
  content: string | null;
};

/** A team. Its members' conversations belong to it; agents with the `conversationAccess` TEAM see those of their teams. Members who have been removed since stay in `memberIds`. */
export type TeamView = {
  id: string;
  name: string;
  memberIds: string[];
  createdAt: string;
  updatedAt: string;
};

/** `{teams}`, by name. */
export type Teams = {
  teams: TeamView[];
};

/** The workspace, for its agents. */
export type TenantCard = {
  id: string;
  name: string;
  companyName: string | null;
  language: string;
  timezone: string;
  plan: string;
  agentSound: boolean;
  agentsMayBlock: boolean;
  /** Definitions of custom attributes, by their keys */
  attributes: Record<string, AttributeView>;
  deletionDueAt: string | null;
};

/** A page of conversations, with counts for the whole workspace. Spam counts in `spamCount` only, snoozed conversations in `snoozedCount` and `total`. `agents` are all agents or, if `hasMoreAgents`, the 100 who joined last; `GET /api/tenant/agents` has all. */
export type TenantConversations = {
  conversations: ListedConversation[];
  pagination: OffsetPagination;
  counts: WorkspaceCounts;
  spamCount: number;
  snoozedCount: number;
  agents: AgentStats[];
  hasMoreAgents: boolean;
};

export type Time = string;

/** The figures of the day, as reports define them. */
export type Today = {
  date: string;
  timezone: string;
  conversations: number;
  closed: number;
  firstResponseTime: Duration;
  csat: Csat;
};

/** The token to create. Scopes of agent routes need an `agentId`, the agent whom the token acts as; with scopes of tenant routes, it acts as the workspace's owner. Without `expiresAt`, it expires in a year. */
export type TokenBody = {
  name: string;
  scopes: Scope[];
  agentId?: string | null;
  expiresAt?: string | null;
};

/** An API token, without its text; `tokenStart` is the beginning of its secret. `lastUsedAt` is updated once an hour. */
export type TokenView = {
  id: string;
  name: string;
  scopes: Scope[];
  agentId: string | null;
  tokenStart: string;
  expiresAt: string;
  lastUsedAt: string | null;
  createdAt: string;
};

/** `{tokens}`, oldest first; with a limit, `nextCursor`, too. */
export type Tokens = {
  nextCursor?: string | null;
  tokens: TokenView[];
};

/** That it was one too many, and after how many seconds the next is not. */
export type TooMany = {
  message: string;
  code: "RATE_LIMITED";
  retryAfter: number;
};

/** In how many analyzed conversations a topic came up, with their outcomes. */
export type Topic = {
  topic: string;
  count: number;
  outcomes: Outcomes;
  sentiment: Sentiment;
};

/** A topic, with its keywords. */
export type TopicBody = {
  name: string;
  keywords?: string[];
};

/** `{topics}`: names */
export type TopicNamesAnswer = {
  topics: string[];
};

/** A topic of the workspace, with its keywords. */
export type TopicView = {
  name: string;
  keywords: string[];
};

/** `{topics, proposed, dismissed}` */
export type TopicsAnswer = {
  topics: TopicView[];
  proposed: ProposedTopicView[];
  dismissed: string[];
};

/** All topics of the workspace, at most a hundred. Without `dismissed`, the dismissed names stay unchanged. */
export type TopicsBody = {
  topics: TopicBody[];
  dismissed?: string[] | null;
};

/** The address that the transcript is mailed to, within some minutes. */
export type TranscriptAnswer = {
  email: string;
};

/** The address to mail to, if the visitor's is not known or should change, and the conversation, by default the visitor's newest. */
export type TranscriptBody = {
  email?: string | null;
  conversationId?: string | null;
};

export type Translations = Record<string, ReplyText>;

/** The user's password, and a code of the authenticator app or a recovery code. */
export type TurnOffBody = {
  password: string;
  code: GivenCode;
};

/** The recovery codes; for a user whose token was limited to this setup, `login` has an unlimited one. */
export type TurnedOn = {
  recoveryCodes: string[];
  login: LoginAnswer | null;
};

/** Who is typing, and in which conversation. */
export type Typing = {
  conversationId: string;
  senderType: "AGENT" | "VISITOR";
  senderId: string;
  senderName: string | null;
};

/** The version that the conversation had in the answer to what is undone. */
export type UndoBody = {
  version: number;
};

/** A presigned form to upload one file. */
export type Upload = {
  attachmentId: string;
  url: string;
  fields: Record<string, string>;
  expiresAt: string;
};

/** `{uploads}`, in the order of the files. */
export type Uploads = {
  uploads: Upload[];
};

export type Url = string;

/** What an analysis by a model used: the tokens that it read and wrote, and their cost in US dollars; null if the price is not known. */
export type Usage = {
  inputTokens: number;
  outputTokens: number;
  cost: number | null;
};

/** What analyses by a model used: tokens, the total in US dollars of those with a known price, and their average; null if there is none. */
export type UsageOfAnalyses = {
  inputTokens: number;
  outputTokens: number;
  priced: number;
  cost: number | null;
  costPerAnalysis: number | null;
};

/** The authenticated user. `position` is theirs beneath the role. */
export type UserView = {
  id: string;
  email: string;
  name: string;
  role: "CUSTOMER" | "AGENT";
  position: "OWNER" | "ADMIN" | "LEAD" | "AGENT";
  tenantId: string;
  avatarUrl: string | null;
};

/** The view to create. */
export type ViewBody = {
  name: string;
  filters: Filters;
};

/** The fields to change; filters are replaced as a whole. */
export type ViewChanges = {
  name?: string;
  filters?: Filters;
};

/** Somebody of the team. */
export type ViewerCard = {
  id: string;
  name: string;
};

/** Who of the team looks at a conversation, to those who do. */
export type ViewersChanged = {
  conversationId: string;
  viewers: ViewerCard[];
};

/** `{visitor}` */
export type VisitorAnswer = {
  visitor: VisitorView;
};

/** The fields to change; null clears a field, or an attribute; attributes that are not given stay as they are. */
export type VisitorBody = {
  userName?: string | null;
  userEmail?: string | null;
  userPhone?: string | null;
  tags?: string[] | null;
  notes?: string | null;
  attributes?: Record<string, string | number | boolean | null> | null;
};

/** The visitor, as included in a conversation. */
export type VisitorCard = {
  id: string;
  userName: string | null;
  userEmail: string | null;
  isOnline: boolean;
  country: string | null;
  avatarUrl: string | null;
};

/** A conversation, as shown to its visitor; `unreadCount` counts the messages that they have not seen. */
export type VisitorConversation = {
  id: string;
  status: Status;
  siteId: string;
  visitorId: string;
  visitor: VisitorCard;
  agentId: string | null;
  agent: AgentCard | null;
  unreadCount: number;
  messageCount: number;
  lastMessage: LastMessage | null;
  lastActivityAt: string;
  waitingSince: string | null;
  firstResponseAt: string | null;
  closedAt: string | null;
  closedBy: string | null;
  reopenCount: number;
  rating: Rating | null;
  messagesEditedAt: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
};

/** `{export}` */
export type VisitorExportAnswer = {
  export: VisitorExportView;
};

/** An export. Once it is READY, `url` is a link to the archive that is valid for an hour, until `urlExpiresAt`; a later request has a new one, until the export itself expires. */
export type VisitorExportView = {
  id: string;
  visitorId: string;
  status: "PENDING" | "READY" | "FAILED";
  size: number | null;
  createdAt: string;
  finishedAt: string | null;
  expiresAt: string;
  url: string | null;
  urlExpiresAt: string | null;
};

/** How many a minute by one visitor, from one IP address (IPv6: one /64), and in the workspace. */
export type VisitorLimits = {
  perVisitor?: Number | null;
  perAddress?: Number | null;
  perWorkspace?: Number | null;
  [name: string]: FreeJson;
};

/** A visitor was merged into another one, whose conversations theirs are now. */
export type VisitorMerged = {
  visitorId: string;
  intoVisitorId: string;
};

/** A visitor came online or went offline. */
export type VisitorPresence = {
  visitorId: string;
  isOnline: boolean;
  lastSeenAt: string;
};

/** The visitor, for themself. */
export type VisitorSelf = {
  id: string;
  siteId: string;
  externalId: string | null;
  userName: string | null;
  userEmail: string | null;
  userPhone: string | null;
  language: string | null;
  isOnline: boolean;
  isVerified: boolean;
  isReturning: boolean;
  visitCount: number;
  firstSeenAt: string;
  lastSeenAt: string;
  avatarUrl: string | null;
  ip: string | null;
  country: string | null;
  city: string | null;
  browser: string | null;
  os: string | null;
  currentUrl: string | null;
  referrer: string | null;
  externalIds: string[];
  createdAt: string;
  updatedAt: string;
};

/** Statistics of all visitors of the workspace, independent of filters. For agents with limited access, of the visitors whom they may see, and `returning` is null. */
export type VisitorStats = {
  total: number;
  online: number;
  returning: number | null;
};

/** It was undone that a visitor was merged into another one. */
export type VisitorUnmerged = {
  visitorId: string;
  fromVisitorId: string;
};

/** A visitor, for tenants and agents. `blockId` is their block, or the request for one. `receivedId` is the last message that has reached their widget; all earlier ones have as well. `mergedInto` is the visitor into whom they were merged, and `merged` are those who were merged into them. */
export type VisitorView = {
  id: string;
  siteId: string;
  externalId: string | null;
  userName: string | null;
  userEmail: string | null;
  userPhone: string | null;
  language: string | null;
  isOnline: boolean;
  isVerified: boolean;
  isReturning: boolean;
  visitCount: number;
  firstSeenAt: string;
  lastSeenAt: string;
  avatarUrl: string | null;
  ip: string | null;
  country: string | null;
  city: string | null;
  browser: string | null;
  os: string | null;
  currentUrl: string | null;
  referrer: string | null;
  externalIds: string[];
  createdAt: string;
  updatedAt: string;
  tags: string[];
  notes: string | null;
  attributes: Record<string, string | number | boolean>;
  consent: ConsentView | null;
  onHold: boolean;
  isBlocked: boolean;
  blockId: string | null;
  receivedId: string | null;
  mergedInto: string | null;
  merged: MergeView[];
};

/** `{visitor, pages}`: the last hundred page views, newest first. */
export type VisitorWithPagesAnswer = {
  visitor: VisitorView;
  pages: PageViewed[];
};

/** A page of visitors. */
export type Visitors = {
  visitors: VisitorView[];
  pagination: PagePagination;
  stats: VisitorStats;
};

/** One of a visitor's conversations. */
export type VisitorsConversation = {
  id: string;
  status: Status;
  lastMessage: LastMessage | null;
  lastActivityAt: string;
  closedAt: string | null;
  createdAt: string;
};

/** Conversations and messages over time. */
export type Volume = {
  byDay: DayVolume[];
  byWeekdayAndHour: WeekdayHours;
};

/** `{webhook}` */
export type WebhookAnswer = {
  webhook: WebhookView;
};

/** The webhook to create; the event `*` stands for all events, including future ones. */
export type WebhookBody = {
  url: Url;
  events: EventTypes;
  description?: Description | null;
  /** `"ACTIVE"` if left out */
  status?: WebhookStatus;
};

/** The fields to change; ACTIVE also enables a webhook that the system has disabled. */
export type WebhookChanges = {
  url?: Url;
  events?: EventTypes;
  description?: Description | null;
  status?: WebhookStatus;
};

/** The webhook and its signing secret, which is returned only once. */
export type WebhookSecret = {
  webhook: WebhookView;
  secret: string;
};

export type WebhookStatus = "ACTIVE" | "INACTIVE";

/** A webhook. `disabledReason` is GONE (the receiver returned 410) or FAILING (a delivery failed for a day while no other succeeded) if the system has set it INACTIVE; `failingSince` is null while deliveries succeed. */
export type WebhookView = {
  id: string;
  url: string;
  description: string | null;
  events: EventType[];
  status: WebhookStatus;
  disabledReason: "GONE" | "FAILING" | null;
  disabledAt: string | null;
  failingSince: string | null;
  createdAt: string;
  updatedAt: string;
};

/** `{webhooks}`, oldest first. */
export type Webhooks = {
  webhooks: WebhookView[];
};

/** Shifts by weekday; without any, it is closed on that day. */
export type Week = {
  monday?: Shifts | null;
  tuesday?: Shifts | null;
  wednesday?: Shifts | null;
  thursday?: Shifts | null;
  friday?: Shifts | null;
  saturday?: Shifts | null;
  sunday?: Shifts | null;
  [name: string]: FreeJson;
};

/** Monday to Sunday, each with 24 hours of the workspace's time zone. */
export type WeekdayHours = {
  conversations: number[][];
  messages: number[][];
};

export type When = "always" | "open" | "available";

/** The widget's configuration, the same for everybody; `websocketUrl` is empty if there is no WebSocket API. `team` are the agents whom the workspace shows before the first message, unless it hides agents' names. */
export type WidgetConfiguration = {
  widget: WidgetView;
  websocketUrl: string;
  team: Face[];
};

/** A page of the visitor's conversations, newest first, and whether they may begin another; a page is shorter if some were deleted. */
export type WidgetConversations = {
  conversations: VisitorConversation[];
  mayBegin: boolean;
  pagination: CursorPagination;
};

/** The message's new text, and its conversation, by default the visitor's newest. */
export type WidgetEditBody = {
  content: string;
  conversationId?: string | null;
};

/** Messages, oldest first, and their conversation; empty before the first message. `agentIsOnline` and the position in the queue are included with the latest messages only; 101 means more than a hundred before it. */
export type WidgetMessages = {
  messages: MessageView[];
  conversation: VisitorConversation | null;
  agentIsOnline: boolean | null;
  queuePosition: number | null;
  pagination: WidgetPagination;
};

/** Pagination; the widget continues with `cursor`, or with `after` the last ID. */
export type WidgetPagination = {
  limit: number;
  hasMore: boolean;
  nextCursor: string | null;
  total: number;
};

/** The visitor's message to their conversation `conversationId`, by default the newest. If that is closed, the setting `conversations` decides whether it is reopened; with `beginsNew`, the message begins another conversation, where visitors may have several. `proactiveId` is the proactive message that it answers: if the answer begins or reopens a conversation, the message that they were shown precedes it. */
export type WidgetSayBody = {
  /** `""` if left out */
  content?: string;
  /** `"TEXT"` if left out */
  messageType?: "TEXT" | "FILE";
  attachmentIds?: AttachmentIds;
  clientMessageId?: ClientMessageId | null;
  quoteId?: QuoteId | null;
  conversationId?: string | null;
  /** `false` if left out */
  beginsNew?: boolean;
  proactiveId?: string | null;
};

/** The widget's appearance and texts; a text is a string, or an object with a string per language. `typingPreview` shows the team what visitors type before they send it, and tells visitors so. Before the first message, the widget shows a logo, the `team` (IDs of users), the usual reply time, and questions to begin with: a click sends one or, with `starterAction` as `fill`, puts it into the field. */
export type WidgetSettings = {
  color?: string | null;
  position?: "left" | "right" | null;
  theme?: "auto" | "light" | "dark" | null;
  presence?: "engaged" | "everybody" | null;
  title?: SaidText | null;
  subtitle?: SaidText | null;
  greeting?: SaidText | null;
  showAgentNames?: boolean | null;
  typingPreview?: boolean | null;
  logoUrl?: string | null;
  replyTime?: "minutes" | "hours" | "day" | null;
  team?: SomeId[] | null;
  starterQuestions?: SaidText[] | null;
  starterAction?: "send" | "fill" | null;
  [name: string]: FreeJson;
};

/** The widget's appearance and sound. `settings` are the known fields of the workspace's `settings.widget`; each is also included under its own name. Unknown fields are not sent: they have no limit but the settings' own size. */
export type WidgetView = {
  workspaceName: string;
  language: string;
  timezone: string;
  settings: Record<string, unknown>;
  sound: boolean;
  hours: OpeningHours | null;
  proactive: ProactiveView[];
  [name: string]: unknown;
};

/** `{workspace}` */
export type WorkspaceAnswer = {
  workspace: WorkspaceView;
};

/** The fields to change; `settings` are merged deeply, null removes a key. */
export type WorkspaceBody = {
  name?: string;
  companyName?: string | null;
  contactEmail?: string | null;
  language?: string;
  timezone?: Zone;
  settings?: Settings;
};

/** The workspace, as included in a conversation. `offersSummaries` tells whether a summary can be requested. */
export type WorkspaceCard = {
  id: string;
  name: string;
  language: string;
  timezone: string;
  offersSummaries: boolean;
};

/** The workspace's conversations by status, and their unread messages. */
export type WorkspaceCounts = {
  active: number;
  waiting: number;
  closed: number;
  total: number;
  unread: number;
};

export type WorkspaceId = string;

/** A workspace. It has a `deletion` while its deletion is pending, and an `ownerOffer` while the ownership is offered to an admin. */
export type WorkspaceView = {
  id: string;
  name: string;
  companyName: string | null;
  contactEmail: string | null;
  language: string;
  timezone: string;
  plan: string;
  settings: Record<string, unknown>;
  /** What the deployment lets visitors do in a minute, in the form of `settings.limits` */
  limits: Record<string, Record<string, number>>;
  ownerConfirmed: boolean;
  deletion: DeletionView | null;
  ownerOffer: OwnerOfferView | null;
  createdAt: string;
  updatedAt: string;
};

export type Zone = string;

/** What the server sends over the WebSocket (docs/realtime.md). `Conversation` is what the receiver may see of one. */
export type Frame<Conversation> = { id: string; time: string } & (
  | { type: "message.created"; data: MessageChanged<Conversation> }
  | { type: "message.updated"; data: MessageChanged<Conversation> }
  | { type: "conversation.created"; data: ConversationChanged<Conversation> }
  | { type: "conversation.updated"; data: ConversationChanged<Conversation> }
  | { type: "conversation.assigned"; data: ConversationAssigned<Conversation> }
  | { type: "conversation.resolved"; data: ConversationChanged<Conversation> }
  | { type: "conversation.mood_changed"; data: MoodChanged<Conversation> }
  | { type: "conversation.summarized"; data: ConversationSummarized }
  | { type: "conversation.deleted"; data: ConversationDeleted }
  | { type: "conversation.hidden"; data: ConversationHidden }
  | { type: "messages.seen"; data: MessagesSeen }
  | { type: "messages.delivered"; data: MessagesDelivered }
  | { type: "typing.started"; data: TeamTyping | Typing }
  | { type: "typing.stopped"; data: TeamTyping | Typing }
  | { type: "viewers.changed"; data: ViewersChanged }
  | { type: "presence.changed"; data: VisitorPresence | AgentPresence | ColleaguePresence }
  | { type: "visitor.merged"; data: VisitorMerged }
  | { type: "visitor.unmerged"; data: VisitorUnmerged }
  | { type: "agent.updated"; data: AgentUpdated }
  | { type: "availability.changed"; data: AgentAvailability }
  | { type: "labels.updated"; data: LabelsUpdated }
  | { type: "queue.moved"; data: QueueMoved }
  | { type: "pong"; data: Pong }
  | { type: "error"; data: Refusal | TooMany }
);

export type Paths = {
  "/api/health": {
    /** Returns the API's status, its version and the WebSocket's URL. */
    get: {
      parameters: {};
      responses: { 200: Content<Health>; default: Content<Error> };
    };
  };
  "/api/auth/login": {
    /** Exchanges an email address and password for a token valid for seven days. */
    post: {
      parameters: {};
      requestBody: Content<LoginBody>;
      responses: { 200: Content<LoginAnswer>; default: Content<Error> };
    };
  };
  "/api/auth/sign-in": {
    /** Finds the identity provider of a workspace, or of an email domain. */
    get: {
      parameters: { query?: { workspace?: WorkspaceId; domain?: string } };
      responses: { 200: Content<Offer>; default: Content<Error> };
    };
    /** Begins to sign in by the workspace's identity provider. */
    post: {
      parameters: {};
      requestBody: Content<SignInBeginBody>;
      responses: { 200: Content<BegunAnswer>; default: Content<Error> };
    };
  };
  "/api/auth/sign-in/complete": {
    /** Exchanges the identity provider's response for a token valid for seven days. */
    post: {
      parameters: {};
      requestBody: Content<SignInBody>;
      responses: { 200: Content<LoginAnswer>; default: Content<Error> };
    };
  };
  "/api/auth/identity": {
    /** Tells whether the user's account is linked with the workspace's identity provider. */
    get: {
      parameters: {};
      responses: { 200: Content<IdentityView>; default: Content<Error> };
    };
    /** Begins to link the user's account with the workspace's identity provider. */
    post: {
      parameters: {};
      responses: { 200: Content<BegunAnswer>; default: Content<Error> };
    };
    /** Links the user's account with the identity that the provider has returned. */
    put: {
      parameters: {};
      requestBody: Content<ReturnBody>;
      responses: { 200: Content<IdentityView>; default: Content<Error> };
    };
    /** Unlinks the user's account from the workspace's identity provider. */
    delete: {
      parameters: {};
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/auth/sessions": {
    /** Lists the user's sessions, with the last use of each. */
    get: {
      parameters: {};
      responses: { 200: Content<Sessions>; default: Content<Error> };
    };
  };
  "/api/auth/sessions/{id}": {
    /** Ends one of the user's sessions; the ID `current` means this one. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/auth/second-factor": {
    /** Tells whether the user has two-factor authentication, and whether they need it. */
    get: {
      parameters: {};
      responses: { 200: Content<SecondFactorView>; default: Content<Error> };
    };
    /** Begins to set up two-factor authentication, and returns the secret for an app. */
    post: {
      parameters: {};
      requestBody: Content<PasswordBody>;
      responses: { 200: Content<SetupView>; default: Content<Error> };
    };
  };
  "/api/auth/second-factor/confirm": {
    /** Turns two-factor authentication on with the app's first code. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<CodeBody>;
      responses: { 200: Content<TurnedOn>; default: Content<Error> };
    };
  };
  "/api/auth/second-factor/recovery-codes": {
    /** Returns ten new recovery codes, which replace the previous ones. */
    post: {
      parameters: {};
      requestBody: Content<CodeBody>;
      responses: { 200: Content<RecoveryCodes>; default: Content<Error> };
    };
  };
  "/api/auth/second-factor/turn-off": {
    /** Turns two-factor authentication off, unless the workspace requires it. */
    post: {
      parameters: {};
      requestBody: Content<TurnOffBody>;
      responses: { 200: Content<SecondFactorView>; default: Content<Error> };
    };
  };
  "/api/auth/register": {
    /** Creates a workspace for a company, with its owner. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<RegisterBody>;
      responses: { 200: Content<LoginAnswer>; default: Content<Error> };
    };
  };
  "/api/auth/accept-invite": {
    /** Creates the agent's account with the token from the invitation email. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AcceptInviteBody>;
      responses: { 200: Content<LoginAnswer>; default: Content<Error> };
    };
  };
  "/api/auth/forgot-password": {
    /** Emails a password reset link if the user exists; the response does not tell. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ForgotPasswordBody>;
      responses: { 200: Content<Acknowledged>; default: Content<Error> };
    };
  };
  "/api/auth/reset-password": {
    /** Sets a new password with the emailed token, and revokes all earlier tokens. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ResetPasswordBody>;
      responses: { 200: Content<Acknowledged>; default: Content<Error> };
    };
  };
  "/api/auth/confirm-email": {
    /** Confirms the owner's email address with the emailed token. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ConfirmEmailBody>;
      responses: { 200: Content<Acknowledged>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations": {
    /** Lists conversations by latest activity, with counts and figures by agent. */
    get: {
      parameters: { query?: { status?: ("ACTIVE" | "WAITING" | "CLOSED" | "all")[]; isSpam?: boolean; isSnoozed?: boolean; target?: TargetState; mentionsMe?: boolean; search?: string; labels?: string[]; agentId?: string; mood?: "POSITIVE" | "NEUTRAL" | "NEGATIVE"; offset?: number; cursor?: string; limit?: number } };
      responses: { 200: Content<TenantConversations>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/bulk": {
    /** Assigns, labels, resolves or marks up to 100 conversations, or undoes it. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<BulkBody>;
      responses: { 200: Content<BulkAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/export": {
    /** Requests a table of conversations as CSV and NDJSON, one row for each. */
    post: {
      parameters: {};
      requestBody?: Content<ConversationExportBody>;
      responses: { 200: Content<ConversationExportAnswer>; default: Content<Error> };
    };
    /** Returns the latest export of conversations, with links when it is ready. */
    get: {
      parameters: {};
      responses: { 200: Content<ConversationExportAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}": {
    /** Returns a conversation with its visitor and the workspace. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<ConversationDetailAnswer>; default: Content<Error> };
    };
    /** Permanently deletes a conversation with its messages and files. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/resolution": {
    /** Confirms or corrects the analysis of a conversation. */
    put: {
      parameters: { path: { id: string } };
      requestBody?: Content<ReviewBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/resolve": {
    /** Closes a conversation and queues its analysis. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<ResolveAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/summary": {
    /** Returns an open conversation's summary, a new one if it has changed. */
    post: {
      parameters: { path: { id: string } };
      responses: { 200: Content<SummaryAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/status": {
    /** Sets the status; unlike resolving, it adds no message and no analysis. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<StatusBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/hold": {
    /** Puts a conversation on legal hold, which prevents its deletion. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<HoldBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/snooze": {
    /** Puts a conversation off until a time or the visitor's next message. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<SnoozeBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/labels": {
    /** Returns a conversation's labels. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<LabelsAnswer>; default: Content<Error> };
    };
    /** Replaces a conversation's labels; unknown names are kept as text. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<LabelsBody>;
      responses: { 200: Content<LabelsAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/attributes": {
    /** Sets custom attributes of a conversation, and of its visitor. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<AttributesBody>;
      responses: { 200: Content<AttributesAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/assign": {
    /** Assigns a conversation to an agent. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AssignBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/undo": {
    /** Undoes the caller's resolving or assigning, for two minutes. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody: Content<UndoBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/mark-read": {
    /** Marks all messages of the visitor as read. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<MarkReadAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/messages": {
    /** Lists a conversation's messages, oldest first, with links to files. */
    get: {
      parameters: { path: { id: string }; query?: { limit?: number; page?: number; cursor?: string } };
      responses: { 200: Content<Messages>; default: Content<Error> };
    };
    /** Sends a reply without changing the assignee, or adds a note. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody?: { content: { "application/json": SendBody; "multipart/form-data": {
        /** `""` if left out */
        content?: string;
        /** `"TEXT"` if left out */
        messageType?: "TEXT" | "FILE";
        clientMessageId?: ClientMessageId | null;
        quoteId?: QuoteId | null;
        /** `false` if left out */
        isInternal?: boolean;
        /** Up to 5 files of 10 MB: jpeg, png, webp, pdf, Office documents, zip */
        attachments?: string[];
      } } };
      responses: { 200: Content<SendAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/visitors": {
    /** Lists visitors, most recently seen first, with the workspace's visitor statistics. */
    get: {
      parameters: { query?: { limit?: number; page?: number; cursor?: string; search?: string; isOnline?: boolean; siteId?: string; tags?: string[] } };
      responses: { 200: Content<Visitors>; default: Content<Error> };
    };
  };
  "/api/tenant/visitors/{id}": {
    /** Returns a visitor's profile and page views. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<VisitorWithPagesAnswer>; default: Content<Error> };
    };
    /** Changes a visitor's profile; null clears a field. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<VisitorBody>;
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
    /** Permanently deletes a visitor with their conversations, messages and files. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/visitors/{id}/hold": {
    /** Puts a visitor on legal hold, which prevents their deletion, or ends it. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<HoldBody>;
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/visitors/{id}/merge": {
    /** Merges a visitor into another one, which can be undone for a day. */
    post: {
      parameters: { path: { id: string } };
      requestBody: Content<MergeBody>;
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/visitors/{id}/unmerge": {
    /** Undoes the merge of a visitor into another one, for a day. */
    post: {
      parameters: { path: { id: string } };
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/visitors/{id}/export": {
    /** Requests an archive of a visitor's data, with their files. */
    post: {
      parameters: { path: { id: string } };
      responses: { 200: Content<VisitorExportAnswer>; default: Content<Error> };
    };
    /** Returns a visitor's latest export, with a link once it is ready. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<VisitorExportAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/blocks": {
    /** Lists blocked visitors and addresses, and agents' requests to block. */
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: Content<Blocks>; default: Content<Error> };
    };
    /** Blocks a visitor, an address or a range of them, for a time or for good. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody?: Content<BlockBody>;
      responses: { 200: Content<BlockAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/blocks/{id}": {
    /** Ends a block, or declines a request for one. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/agents": {
    /** Lists agents with their satisfaction scores, and pending invitations. */
    get: {
      parameters: { query?: { search?: string; limit?: number; cursor?: string; invitationLimit?: number; invitationCursor?: string } };
      responses: { 200: Content<Agents>; default: Content<Error> };
    };
    /** Invites an agent by email; the link works once, for seven days. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<InviteBody>;
      responses: { 200: Content<InvitationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/agents/{id}": {
    /** Returns an agent with their figures. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<AgentAnswer>; default: Content<Error> };
    };
    /** Changes an agent's name, status, position or access; inactive ones release theirs. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<AgentBody>;
      responses: { 200: Content<AgentAnswer>; default: Content<Error> };
    };
    /** Changes an agent's name, status, position or access; inactive ones release theirs. */
    post: {
      parameters: { path: { id: string } };
      requestBody?: Content<AgentBody>;
      responses: { 200: Content<AgentAnswer>; default: Content<Error> };
    };
    /** Removes an agent, revokes their access and releases their conversations. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/agents/{id}/second-factor": {
    /** Turns off an agent's two-factor authentication and logs them out. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/invitations/{id}": {
    /** Withdraws an invitation; its link stops working. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/teams": {
    /** Lists the workspace's teams by name, with their members. */
    get: {
      parameters: {};
      responses: { 200: Content<Teams>; default: Content<Error> };
    };
    /** Creates a team of agents; its name must be free. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<TeamBody>;
      responses: { 200: Content<TeamAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/teams/{id}": {
    /** Renames a team or replaces its members. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<TeamChanges>;
      responses: { 200: Content<TeamAnswer>; default: Content<Error> };
    };
    /** Deletes a team; its members stay agents. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/workspace": {
    /** Returns the workspace's configuration. */
    get: {
      parameters: {};
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
    /** Changes the given fields of the workspace; settings are merged. */
    put: {
      parameters: {};
      requestBody?: Content<WorkspaceBody>;
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/budgets": {
    /** Returns what the workspace has used today of its daily budgets, and what is paused. */
    get: {
      parameters: {};
      responses: { 200: Content<BudgetsAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/workspace/confirmation": {
    /** Emails the owner another link to confirm their address. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<Acknowledged>; default: Content<Error> };
    };
  };
  "/api/tenant/workspace/deletion": {
    /** Deletes the workspace in 14 days, on the owner's request; the team is told. */
    post: {
      parameters: {};
      requestBody: Content<ConfirmedBody>;
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
    /** Cancels the deletion of the workspace, for its owner and admins. */
    delete: {
      parameters: {};
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/workspace/ownership": {
    /** Offers the ownership of the workspace to an admin, for a week. */
    post: {
      parameters: {};
      requestBody: Content<OwnershipBody>;
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
    /** Takes the offer back, as the owner, or declines it, as the admin. */
    delete: {
      parameters: {};
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/workspace/ownership/accept": {
    /** Makes the calling admin the owner, and the owner an admin. */
    post: {
      parameters: {};
      requestBody: Content<ConfirmedBody>;
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/labels": {
    /** Lists the workspace's labels by name, with how many conversations have each. */
    get: {
      parameters: {};
      responses: { 200: Content<Labels>; default: Content<Error> };
    };
    /** Creates a label; its name must be free. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<LabelBody>;
      responses: { 200: Content<LabelAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/labels/{id}": {
    /** Renames, recolors or archives a label; conversations keep it. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<LabelChanges>;
      responses: { 200: Content<LabelAnswer>; default: Content<Error> };
    };
    /** Deletes a label; conversations that had it show it no longer. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/views": {
    /** Lists the team's views, with their counts. */
    get: {
      parameters: {};
      responses: { 200: Content<SavedViews>; default: Content<Error> };
    };
    /** Creates a view for the whole team. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ViewBody>;
      responses: { 200: Content<SavedViewAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/views/{id}": {
    /** Renames a view of the whole team or replaces its filters. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<ViewChanges>;
      responses: { 200: Content<SavedViewAnswer>; default: Content<Error> };
    };
    /** Deletes a view of the whole team. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/canned-replies": {
    /** Lists the workspace's canned replies, by shortcode. */
    get: {
      parameters: {};
      responses: { 200: Content<CannedReplies>; default: Content<Error> };
    };
    /** Creates a canned reply for the whole team; its shortcode must be free. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<CannedReplyBody>;
      responses: { 200: Content<CannedReplyAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/canned-replies/attachments": {
    /** Creates presigned forms to upload files for shared replies. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AttachmentsBody>;
      responses: { 200: Content<Uploads>; default: Content<Error> };
    };
  };
  "/api/tenant/canned-replies/{id}": {
    /** Changes text, translations or files of a canned reply for the whole team. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<CannedReplyChanges>;
      responses: { 200: Content<CannedReplyAnswer>; default: Content<Error> };
    };
    /** Deletes a canned reply for the whole team; messages written with it stay. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/topics": {
    /** Returns the workspace's topics, and topics proposed by analyses. */
    get: {
      parameters: {};
      responses: { 200: Content<TopicsAnswer>; default: Content<Error> };
    };
    /** Replaces the workspace's topics and the dismissed proposals. */
    put: {
      parameters: {};
      requestBody: Content<TopicsBody>;
      responses: { 200: Content<TopicsAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/topics/learned": {
    /** Returns what the analyzer has learned from reviews about each topic, by words. */
    get: {
      parameters: {};
      responses: { 200: Content<LearnedTopicsAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/proactive-messages": {
    /** Counts the visitors who were shown each proactive message and answered it. */
    get: {
      parameters: {};
      responses: { 200: Content<ProactiveCountsAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/api-keys": {
    /** Lists the widget's API keys, without their secrets. */
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: Content<ApiKeys>; default: Content<Error> };
    };
    /** Creates an API key for a site; the key is returned only once. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ApiKeyBody>;
      responses: { 200: Content<NewApiKey>; default: Content<Error> };
    };
  };
  "/api/tenant/api-keys/{id}": {
    /** Revokes an API key and the tokens of its visitors. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/tokens": {
    /** Lists the API tokens of other systems, without their text. */
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: Content<Tokens>; default: Content<Error> };
    };
    /** Creates an API token for another system; its text is returned only once. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<TokenBody>;
      responses: { 200: Content<NewToken>; default: Content<Error> };
    };
  };
  "/api/tenant/tokens/{id}": {
    /** Revokes an API token within a minute. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/sign-in": {
    /** Returns the workspace's identity provider, and what it needs to be set up. */
    get: {
      parameters: {};
      responses: { 200: Content<SignInView>; default: Content<Error> };
    };
    /** Sets the identity provider (OpenID Connect) by which the workspace's people sign in. */
    put: {
      parameters: {};
      requestBody: Content<ProviderBody>;
      responses: { 200: Content<SignInView>; default: Content<Error> };
    };
    /** Removes the workspace's identity provider; everybody logs in with a password again. */
    delete: {
      parameters: {};
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/sites": {
    /** Lists the sites that embed the widget. */
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: Content<Sites>; default: Content<Error> };
    };
  };
  "/api/tenant/sites/{id}": {
    /** Renames a site. */
    patch: {
      parameters: { path: { id: string } };
      requestBody: Content<SiteBody>;
      responses: { 200: Content<SiteAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/sites/{id}/identity-secret": {
    /** Creates a new identity secret, returned only once. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<IdentitySecret>; default: Content<Error> };
    };
  };
  "/api/tenant/reports": {
    /** Lists reports, newest first. */
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: Content<Reports>; default: Content<Error> };
    };
    /** Requests a report, which is generated asynchronously. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ReportBody>;
      responses: { 200: Content<ReportAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/live": {
    /** Returns the live figures: who waits, who is there, targets, and today's totals. */
    get: {
      parameters: {};
      responses: { 200: Content<LiveAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/reports/{id}": {
    /** Returns a report with its figures and download links. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<ReportDetailAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/report-schedule": {
    /** Returns which reports are emailed, to whom, and when the next are due. */
    get: {
      parameters: {};
      responses: { 200: Content<ReportScheduleAnswer>; default: Content<Error> };
    };
    /** Sets whether reports are emailed weekly, monthly, both or not at all. */
    put: {
      parameters: {};
      requestBody?: Content<ReportScheduleBody>;
      responses: { 200: Content<ReportScheduleAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/audit-log": {
    /** Lists who did what, when and from where, newest first; entries are kept for a year. */
    get: {
      parameters: { query?: { actor?: Short; action?: Short; object?: Short; from?: string; to?: string; limit?: number; cursor?: string } };
      responses: { 200: Content<AuditLog>; default: Content<Error> };
    };
  };
  "/api/tenant/audit-log/export": {
    /** Returns entries of the audit log as CSV, at most 20,000 at once. */
    get: {
      parameters: { query?: { actor?: Short; action?: Short; object?: Short; from?: string; to?: string } };
      responses: { 200: { content: { "text/csv": string } }; default: Content<Error> };
    };
  };
  "/api/reports": {
    /** Opens an emailed report by its token: the page, or the `file` csv, data.csv or json. */
    get: {
      parameters: {};
      responses: { 200: { content: { "text/html": string } }; default: Content<Error> };
    };
  };
  "/api/ratings": {
    /** Rates a closed conversation by the token of an email's link, once per closing. */
    post: {
      parameters: {};
      requestBody: Content<MailedRatingBody>;
      responses: { 200: Content<MailedRatingAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks": {
    /** Lists the workspace's webhooks. */
    get: {
      parameters: {};
      responses: { 200: Content<Webhooks>; default: Content<Error> };
    };
    /** Creates a webhook; its signing secret is returned only once. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<WebhookBody>;
      responses: { 200: Content<WebhookSecret>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks/{id}": {
    /** Returns a webhook with its delivery status. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<WebhookAnswer>; default: Content<Error> };
    };
    /** Changes a webhook's URL, events or status; ACTIVE enables a disabled one. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<WebhookChanges>;
      responses: { 200: Content<WebhookAnswer>; default: Content<Error> };
    };
    /** Deletes a webhook and its pending deliveries. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks/{id}/rotate-secret": {
    /** Creates a new secret, returned only once; both sign for a day. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<WebhookSecret>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks/{id}/test": {
    /** Sends a test event immediately and returns the result. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<DeliveryAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks/{id}/deliveries": {
    /** Lists a webhook's deliveries, newest first. */
    get: {
      parameters: { path: { id: string }; query?: { limit?: number; cursor?: string } };
      responses: { 200: Content<Deliveries>; default: Content<Error> };
    };
  };
  "/api/agent/labels": {
    /** Lists the workspace's labels by name, with how many conversations have each. */
    get: {
      parameters: {};
      responses: { 200: Content<Labels>; default: Content<Error> };
    };
  };
  "/api/agent/views": {
    /** Lists the team's views and the agent's own, with their counts. */
    get: {
      parameters: {};
      responses: { 200: Content<SavedViews>; default: Content<Error> };
    };
    /** Creates a view of the agent's own. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ViewBody>;
      responses: { 200: Content<SavedViewAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/views/{id}": {
    /** Renames a view of the agent's own or replaces its filters. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<ViewChanges>;
      responses: { 200: Content<SavedViewAnswer>; default: Content<Error> };
    };
    /** Deletes a view of the agent's own. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/agent/canned-replies": {
    /** Lists the workspace's canned replies and the agent's own, by shortcode. */
    get: {
      parameters: {};
      responses: { 200: Content<CannedReplies>; default: Content<Error> };
    };
    /** Creates a canned reply of the agent's own; its shortcode must be free. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<CannedReplyBody>;
      responses: { 200: Content<CannedReplyAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/canned-replies/attachments": {
    /** Creates presigned forms to upload files for the agent's own replies. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AttachmentsBody>;
      responses: { 200: Content<Uploads>; default: Content<Error> };
    };
  };
  "/api/agent/canned-replies/{id}": {
    /** Changes text, translations or files of a canned reply of the agent's own. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<CannedReplyChanges>;
      responses: { 200: Content<CannedReplyAnswer>; default: Content<Error> };
    };
    /** Deletes a canned reply of the agent's own; messages written with it stay. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/agent/canned-replies/{id}/use": {
    /** Counts that a message was sent with a canned reply. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<CannedReplyAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/topics": {
    /** Lists the names of the workspace's topics. */
    get: {
      parameters: {};
      responses: { 200: Content<TopicNamesAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/live": {
    /** Returns a lead's live figures: who waits, who is there, targets, and today's totals. */
    get: {
      parameters: {};
      responses: { 200: Content<LiveAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/reports": {
    /** Returns a lead's report: the figures of the agents whose conversations they may see. */
    get: {
      parameters: { query?: { period?: Period; from?: string; to?: string; agentId?: string; siteId?: string; teamId?: string } };
      responses: { 200: Content<TeamReportAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/profile": {
    /** Returns the agent's own profile, with their figures and the workspace. */
    get: {
      parameters: {};
      responses: { 200: Content<ProfileAnswer>; default: Content<Error> };
    };
    /** Changes the agent's own name and preferences; preferences are merged. */
    patch: {
      parameters: {};
      requestBody?: Content<ProfileBody>;
      responses: { 200: Content<ProfileAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/profile/avatar": {
    /** Creates a presigned form to upload the agent's picture. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AvatarBody>;
      responses: { 200: Content<AvatarAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/push-subscriptions": {
    /** Returns the key that browsers subscribe with, and the agent's subscriptions. */
    get: {
      parameters: {};
      responses: { 200: Content<PushSubscriptions>; default: Content<Error> };
    };
    /** Subscribes a browser to push notifications. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<PushSubscriptionBody>;
      responses: { 200: Content<PushSubscriptionAnswer>; default: Content<Error> };
    };
    /** Unsubscribes a browser from push notifications. */
    delete: {
      parameters: {};
      requestBody: Content<EndpointBody>;
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/agent/conversations": {
    /** Lists conversations by latest activity, with counts by status. */
    get: {
      parameters: { query?: { status?: ("ACTIVE" | "WAITING" | "CLOSED" | "all")[]; isSpam?: boolean; isSnoozed?: boolean; target?: TargetState; mentionsMe?: boolean; search?: string; labels?: string[]; agentId?: string; mood?: "POSITIVE" | "NEUTRAL" | "NEGATIVE"; offset?: number; cursor?: string; inMessages?: boolean; limit?: number } };
      responses: { 200: Content<AgentConversations>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/bulk": {
    /** Assigns, labels, resolves or marks up to 100 conversations, or undoes that. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<BulkBody>;
      responses: { 200: Content<BulkAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}": {
    /** Returns a conversation with its visitor and the workspace. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<ConversationDetailAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/messages": {
    /** Lists a conversation's messages, oldest first, with links to files. */
    get: {
      parameters: { path: { id: string }; query?: { limit?: number; page?: number; cursor?: string } };
      responses: { 200: Content<Messages>; default: Content<Error> };
    };
    /** Sends a reply, claiming an unassigned conversation, or adds a note. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody?: { content: { "application/json": SendBody; "multipart/form-data": {
        /** `""` if left out */
        content?: string;
        /** `"TEXT"` if left out */
        messageType?: "TEXT" | "FILE";
        clientMessageId?: ClientMessageId | null;
        quoteId?: QuoteId | null;
        /** `false` if left out */
        isInternal?: boolean;
        /** Up to 5 files of 10 MB: jpeg, png, webp, pdf, Office documents, zip */
        attachments?: string[];
      } } };
      responses: { 200: Content<SendAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/messages/{id}": {
    /** Edits a message of the agent's own, up to 15 minutes after it was sent. */
    patch: {
      parameters: { path: { id: string } };
      requestBody: Content<AgentEditBody>;
      responses: { 200: Content<SendAnswer>; default: Content<Error> };
    };
    /** Deletes a message of the agent's own, up to 15 minutes after it was sent. */
    delete: {
      parameters: { path: { id: string } };
      requestBody: Content<DeleteBody>;
      responses: { 200: Content<SendAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/attachments": {
    /** Creates presigned forms to upload up to five files of 10 MB. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AttachmentsBody>;
      responses: { 200: Content<Uploads>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/resolution": {
    /** Confirms or corrects the analysis of a conversation. */
    put: {
      parameters: { path: { id: string } };
      requestBody?: Content<ReviewBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/resolve": {
    /** Closes a conversation and queues its analysis. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<ResolveAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/transcript": {
    /** Mails the visitor the transcript of their conversation. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<TranscriptAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/summary": {
    /** Returns an open conversation's summary, a new one if it has changed. */
    post: {
      parameters: { path: { id: string } };
      responses: { 200: Content<SummaryAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/labels": {
    /** Replaces a conversation's labels, which the workspace must have. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<LabelsBody>;
      responses: { 200: Content<LabelsAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/attributes": {
    /** Sets custom attributes of a conversation, and of its visitor. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<AttributesBody>;
      responses: { 200: Content<AttributesAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/assign": {
    /** Transfers one of the agent's conversations to another agent. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AssignBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/snooze": {
    /** Puts a conversation off until a time or the visitor's next message. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<SnoozeBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/undo": {
    /** Undoes the caller's resolving or assigning, for two minutes. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody: Content<UndoBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/mark-mention-read": {
    /** Marks the note that mentions the agent as read. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/mark-read": {
    /** Marks all messages of the visitor as read. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<MarkReadAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/agents": {
    /** Lists the workspace's active agents, to whom conversations can be assigned. */
    get: {
      parameters: { query?: { search?: string; limit?: number; cursor?: string; conversationId?: string } };
      responses: { 200: Content<Colleagues>; default: Content<Error> };
    };
  };
  "/api/agent/visitors": {
    /** Lists visitors, most recently seen first, with the workspace's visitor statistics. */
    get: {
      parameters: { query?: { limit?: number; page?: number; cursor?: string; search?: string; isOnline?: boolean } };
      responses: { 200: Content<Visitors>; default: Content<Error> };
    };
  };
  "/api/agent/visitors/{id}": {
    /** Returns a visitor's profile and page views. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<VisitorWithPagesAnswer>; default: Content<Error> };
    };
    /** Changes the profile of a visitor whom the agent may see; null clears a field. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<VisitorBody>;
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/visitors/{id}/block": {
    /** Blocks or unblocks a visitor, or requests it where agents may not do so. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<SetBlockBody>;
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/configuration": {
    /** Returns the widget's appearance, who answers, and the WebSocket's URL. */
    get: {
      parameters: { query?: { apiKey?: string } };
      responses: { 200: Content<WidgetConfiguration>; default: Content<Error> };
    };
  };
  "/api/widget/sessions": {
    /** Starts a session with the site's API key, for a new, returning or verified visitor. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody?: Content<SessionBody>;
      responses: { 200: Content<SessionAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/conversations": {
    /** Lists the visitor's conversations, newest first. */
    get: {
      parameters: { query?: { cursor?: string; limit?: number } };
      responses: { 200: Content<WidgetConversations>; default: Content<Error> };
    };
  };
  "/api/widget/messages": {
    /** Lists the messages of the visitor's conversation: all, the latest, or those after one. */
    get: {
      parameters: { query?: { conversationId?: string; after?: string; latest?: boolean; cursor?: string; limit?: number } };
      responses: { 200: Content<WidgetMessages>; default: Content<Error> };
    };
    /** Sends a visitor's message, opening or reopening a conversation if needed. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody?: Content<WidgetSayBody>;
      responses: { 200: Content<SaidAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/messages/{id}": {
    /** Edits a message of the visitor's own, up to 15 minutes after it was sent. */
    patch: {
      parameters: { path: { id: string } };
      requestBody: Content<WidgetEditBody>;
      responses: { 200: Content<SaidAnswer>; default: Content<Error> };
    };
    /** Deletes a message of the visitor's own, up to 15 minutes after it was sent. */
    delete: {
      parameters: { path: { id: string }; query?: { conversationId?: string } };
      responses: { 200: Content<SaidAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/attachments": {
    /** Creates presigned forms for a visitor to upload up to five files of 10 MB. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AttachmentsBody>;
      responses: { 200: Content<Uploads>; default: Content<Error> };
    };
  };
  "/api/widget/mark-read": {
    /** Marks all messages to the visitor in a conversation as read. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody?: Content<SeenBody>;
      responses: { 200: Content<SeenAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/rating": {
    /** Rates a closed conversation, once per closing. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<RatingBody>;
      responses: { 200: Content<RatingAnswer>; default: Content<Error> };
    };
    /** Adds a comment to the visitor's latest rating, once. */
    patch: {
      parameters: {};
      requestBody: Content<CommentBody>;
      responses: { 200: Content<RatingAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/transcript": {
    /** Mails the visitor the transcript of a conversation, once somebody has answered. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody?: Content<TranscriptBody>;
      responses: { 200: Content<TranscriptAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/heartbeat": {
    /** Renews the visitor's presence, and records their page and the last message received. */
    post: {
      parameters: {};
      requestBody?: Content<HeartbeatBody>;
      responses: { 200: Content<HeartbeatAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/proactive-messages": {
    /** Records that the visitor is shown a proactive message, once, and returns it. */
    post: {
      parameters: {};
      requestBody: Content<ShowBody>;
      responses: { 200: Content<ShowAnswer>; default: Content<Error> };
    };
  };
  "/api/openapi.json": {
    /** Returns the OpenAPI 3.1 document of the API. */
    get: {
      parameters: {};
      responses: { 200: Content<Record<string, unknown>>; default: Content<Error> };
    };
  };
  "/api/docs": {
    /** Returns a page to read and try the API reference. */
    get: {
      parameters: {};
      responses: { 200: { content: { "text/html": string } }; default: Content<Error> };
    };
  };
};
