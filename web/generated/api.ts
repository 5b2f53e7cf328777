// Made by `make generate` of the OpenAPI document and the WebSocket's frames: do not edit.

type Content<Body> = { content: { "application/json": Body } };

/** The mail's token, and the password to be. */
export type AcceptInviteBody = {
  token: string;
  password: string;
};

/** That the request was taken, and nothing more: who has an account is nobody's business. */
export type Acknowledged = {
  ok: boolean;
};

/** `{agent}` */
export type AgentAnswer = {
  agent: AgentView;
};

/** What the tenant may change of an agent. */
export type AgentBody = {
  name?: string;
  status?: "ACTIVE" | "INACTIVE";
};

/** What a conversation shows of its agent. */
export type AgentCard = {
  id: string;
  name: string;
  avatarUrl: string | null;
};

/** A page of conversations, what there is in the whole workspace, and how many messages the agent has not read in those that they hold. */
export type AgentConversations = {
  conversations: ListedConversation[];
  pagination: OffsetPagination;
  counts: StatusCounts;
  unread: number;
};

/** That an agent came or went. */
export type AgentPresence = {
  agentId: string;
  isOnline: boolean;
  lastSeenAt: string;
};

/** What one agent holds. */
export type AgentStats = {
  id: string;
  name: string;
  avatarUrl: string | null;
  active: number;
  waiting: number;
  closed: number;
  unread: number;
};

/** What an agent is called and looks like from now on; or that they are new. */
export type AgentUpdated = {
  agent: AgentCard;
};

/** An agent; `csat_score` is the percentage of ratings of 4 and 5. */
export type AgentView = {
  id: string;
  name: string;
  email: string;
  avatarUrl: string | null;
  status: "ACTIVE" | "INACTIVE";
  isOnline: boolean;
  csatScore: number | null;
  csatCount: number;
  activeConversations: number;
  lastSeenAt: string | null;
  createdAt: string;
};

/** `{agents, invitations}`, each by name. */
export type Agents = {
  agents: AgentView[];
  invitations: InvitationView[];
};

/** A key to make; with a `siteId` for a site that exists, otherwise with a site of its own. */
export type ApiKeyBody = {
  name: string;
  domains?: Domains | null;
  /** `"ACTIVE"` if left out */
  status?: "ACTIVE" | "INACTIVE";
  siteId?: string | null;
};

/** A key, without the key. */
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

/** `{apiKeys}`, oldest first. */
export type ApiKeys = {
  apiKeys: ApiKeyView[];
};

/** The agent to give the conversation to. */
export type AssignBody = {
  agentId: string;
};

export type AttachmentIds = string[];

/** A file, and a link to it that works for an hour. */
export type AttachmentView = {
  id: string;
  fileName: string;
  mimeType: string;
  size: number;
  url: string;
  urlExpiresAt: string;
};

/** Up to five files. */
export type AttachmentsBody = {
  files: FileAnnouncement[];
};

/** One attempt: how long it took in milliseconds, and what came back, or why nothing did. */
export type AttemptView = {
  at: string;
  duration: number;
  statusCode: number | null;
  error: string | null;
  response: string | null;
};

/** `{upload}` */
export type AvatarAnswer = {
  upload: AvatarUpload;
};

/** The picture that is about to be uploaded. */
export type AvatarBody = {
  mimeType: "image/jpeg" | "image/png" | "image/webp";
  /** `2097152` if left out */
  size?: number;
  fileName?: string | null;
};

/** A form to upload the picture with; the profile shows it when it has arrived. */
export type AvatarUpload = {
  url: string;
  fields: Record<string, string>;
  expiresAt: string;
};

/** What a client says. A visitor need not name the conversation: they have one. A ping may ask for an answer alone, from a page that nobody looks at. */
export type ClientFrame = {
  type: "ping" | "typing";
  conversationId?: string | null;
  /** `true` if left out */
  isTyping?: boolean;
  /** `true` if left out */
  isHere?: boolean;
};

export type ClientMessageId = string;

/** An agent, to other agents. */
export type Colleague = {
  id: string;
  name: string;
  avatarUrl: string | null;
  isOnline: boolean;
  activeConversations: number;
};

/** `{agents}`, by name, the caller among them. */
export type Colleagues = {
  agents: Colleague[];
};

/** What the visitor says beside their stars. */
export type CommentBody = {
  comment: string;
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

/** The conversation as it is now. */
export type ConversationChanged<Conversation> = {
  conversation: Conversation;
};

/** Which conversation is gone. */
export type ConversationDeleted = {
  conversationId: string;
};

/** A conversation with the whole visitor, and the workspace. */
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
  createdAt: string;
  updatedAt: string;
  tags: string[];
  topics: string[];
  resolution: Resolution | null;
  workspace: WorkspaceCard;
};

/** `{conversation}` in full. */
export type ConversationDetailAnswer = {
  conversation: ConversationDetail;
};

/** A conversation, to those who answer it. */
export type ConversationView = {
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
  createdAt: string;
  updatedAt: string;
  tags: string[];
  topics: string[];
  resolution: Resolution | null;
};

/** Ratings: how many, the percentage of 4 and 5, the average, and how many of each number of stars, 1 to 5. */
export type Csat = {
  score: number | null;
  count: number;
  good: number;
  average: number | null;
  stars: number[];
};

/** Where a page of a list stands that has a cursor only. */
export type CursorPagination = {
  limit: number;
  hasMore: boolean;
  nextCursor: string | null;
};

/** How much there was on a day. */
export type DayVolume = {
  date: string;
  conversations: number;
  visitorMessages: number;
  agentMessages: number;
};

/** That something is gone. */
export type Deleted = {
  deleted: boolean;
  id: string;
};

/** `{deliveries, pagination}`, the newest event first. */
export type Deliveries = {
  deliveries: DeliveryView[];
  pagination: CursorPagination;
};

/** `{delivery}` */
export type DeliveryAnswer = {
  delivery: DeliveryView;
};

/** A delivery; `id` is the event's, which the receiver finds in the header `webhook-id`. */
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

export type Domains = string | string[];

/** How long something took, in seconds; null where it never happened. */
export type Duration = {
  count: number;
  mean: number | null;
  median: number | null;
  p90: number | null;
};

export type Endpoint = string;

/** Which subscription. */
export type EndpointBody = {
  endpoint: string;
};

/** The one shape of every error. */
export type Error = {
  statusCode: number;
  statusMessage: string;
  /** `errors` names wrong fields; `code` says what a program can act on */
  data: {
    errors?: {
      field: string;
      message: string;
    }[];
    code?: string;
    requestId?: string;
  } | null;
};

export type EventType = "*" | "agent.invited" | "conversation.analyzed" | "conversation.assigned" | "conversation.created" | "conversation.deleted" | "conversation.rated" | "conversation.reopened" | "conversation.resolved" | "message.created" | "report.ready" | "report.requested" | "visitor.deleted";

export type EventTypes = EventType[];

/** Everything that a report says. */
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
  unread: number;
  previous: Measures;
  volume: Volume;
  series: Part[];
  agents: OfAgent[];
  sites: OfSite[];
  topics: Topic[];
};

/** A file that is about to be uploaded: its name, its type as the browser says it (which may be empty: then the name's ending tells), and how many bytes it has. */
export type FileAnnouncement = {
  fileName: string;
  mimeType: string;
  size: number;
};

/** Whose password is lost. */
export type ForgotPasswordBody = {
  email: string;
};

export type FreeJson = unknown;

export type FreeObject = Record<string, unknown>;

/** That the API answers; `websocketUrl` is empty where there is no WebSocket API. */
export type Health = {
  status: "ok";
  version: string;
  websocketUrl: string;
};

/** That it was noted, and when the next one should come. */
export type HeartbeatAnswer = {
  isOnline: boolean;
  lastSeenAt: string;
  nextInSeconds: number;
};

/** That the visitor is still here, and where. */
export type HeartbeatBody = {
  currentUrl?: string | null;
};

/** The secret by which the site vouches for its users, this once; the one before counts for another hour. */
export type IdentitySecret = {
  siteId: string;
  identitySecret: string;
};

/** `{invitation}`; the token is in the mail alone. */
export type InvitationAnswer = {
  invitation: InvitationView;
};

/** An invitation that nobody has accepted. */
export type InvitationView = {
  id: string;
  name: string;
  email: string;
  status: "PENDING" | "EXPIRED";
  expiresAt: string;
  createdAt: string;
};

/** Whom to invite. */
export type InviteBody = {
  name: string;
  email: string;
};

/** The last message that everybody may see; `content` is cut at 500 characters. */
export type LastMessage = {
  id: string;
  content: string;
  senderType: "VISITOR" | "AGENT" | "SYSTEM";
  messageType: "TEXT" | "FILE" | "SYSTEM";
  createdAt: string;
};

/** Where the report can be downloaded for an hour: `csv` is for a spreadsheet in the workspace's language, with its decimal mark; `dataCsv` is for programs, the same in every language. */
export type Links = {
  json: string;
  csv: string;
  dataCsv: string;
  html: string;
  expiresAt: string;
};

/** A conversation of a list; `match` only where a search found it. */
export type ListedConversation = {
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
  createdAt: string;
  updatedAt: string;
  tags: string[];
  topics: string[];
  resolution: Resolution | null;
  match: SearchMatch | null;
};

/** A token of seven days, and whose it is. */
export type LoginAnswer = {
  token: string;
  expiresAt: string;
  user: UserView;
};

/** E-mail and password. Whether the e-mail is one is looked at when it turns out to be nobody's. */
export type LoginBody = {
  email: string;
  password: string;
};

/** How many messages were marked as seen. */
export type MarkReadAnswer = {
  conversationId: string;
  markedCount: number;
  unreadCount: 0;
};

/** What is measured of any group of days, of an agent, of a site. */
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
};

/** A message, and the conversation with it. `truncated` where the content was cut to fit a frame. */
export type MessageCreated<Conversation> = {
  message: MessageView;
  conversation: Conversation;
  truncated: boolean;
};

/** A message. */
export type MessageView = {
  id: string;
  conversationId: string;
  senderType: "VISITOR" | "AGENT" | "SYSTEM";
  senderId: string | null;
  senderName: string | null;
  content: string;
  messageType: "TEXT" | "FILE" | "SYSTEM";
  isInternal: boolean;
  attachments: AttachmentView[];
  seenAt: string | null;
  clientMessageId: string | null;
  createdAt: string;
};

/** A page of messages. */
export type Messages = {
  messages: MessageView[];
  pagination: PagePagination;
};

/** That one side has seen all that the other one wrote. */
export type MessagesSeen = {
  conversationId: string;
  seenBy: "AGENT" | "VISITOR";
  seenAt: string;
};

/** The key, and this once in plain. */
export type NewApiKey = {
  apiKey: ApiKeyView;
  plainKey: string;
};

/** Who is told of what, and how: sounds, and mails to visitors who have left. */
export type NotificationSettings = {
  visitorSound?: boolean | null;
  agentSound?: boolean | null;
  email?: boolean | null;
  [name: string]: FreeJson;
};

/** An agent's share; the name is null when they have been removed. */
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
  agentId: string;
  name: string | null;
};

/** A site's share. */
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
  siteId: string;
  name: string | null;
};

/** Where a page of an offset list stands. */
export type OffsetPagination = {
  total: number;
  limit: number;
  offset: number;
  hasMore: boolean;
  nextCursor: string | null;
};

/** What analyses found. */
export type Outcomes = {
  resolved: number;
  partial: number;
  unresolved: number;
};

/** Where a page of a numbered list stands. */
export type PagePagination = {
  total: number;
  page: number;
  limit: number;
  totalPages: number;
  hasMore: boolean;
  nextCursor: string | null;
};

/** A day, week or month of the report. */
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
  from: string;
  to: string;
};

export type Period = "day" | "week" | "month" | "quarter" | "year";

/** Nothing but that the ping arrived. */
export type Pong = Record<string, unknown>;

/** An agent's preferences. `custom` is for whatever else somebody wants to keep with them. */
export type Preferences = {
  sound?: boolean | null;
  desktop?: boolean | null;
  push?: PushSwitches | null;
  custom?: FreeObject | null;
  [name: string]: FreeJson;
};

/** `{profile}` */
export type ProfileAnswer = {
  profile: ProfileView;
};

/** What agents may change of themselves; preferences are merged. */
export type ProfileBody = {
  name?: string;
  preferences?: Preferences;
};

/** An agent's own profile. */
export type ProfileView = {
  id: string;
  name: string;
  email: string;
  avatarUrl: string | null;
  status: "ACTIVE" | "INACTIVE";
  isOnline: boolean;
  csatScore: number | null;
  csatCount: number;
  activeConversations: number;
  lastSeenAt: string | null;
  createdAt: string;
  preferences: Record<string, unknown>;
  tenant: TenantCard;
};

/** A topic that the analysis found and the workspace does not have: in how many conversations, and when last. */
export type ProposedTopicView = {
  name: string;
  count: number;
  lastSeenAt: string;
};

export type PublicKey = string;

/** The keys that the browser made for this subscription. */
export type PushKeys = {
  p256dh: PublicKey;
  auth: Secret;
};

/** `{subscription}` */
export type PushSubscriptionAnswer = {
  subscription: PushSubscriptionView;
};

/** What the browser's `PushSubscription` is as JSON; `expirationTime` is ignored. */
export type PushSubscriptionBody = {
  endpoint: Endpoint;
  keys: PushKeys;
  expirationTime?: number | null;
};

/** A subscription. */
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
};

/** What the visitor thought of it. */
export type Rating = {
  score: number;
  comment: string | null;
  createdAt: string;
};

/** `{conversation}` */
export type RatingAnswer = {
  conversation: VisitorConversation;
};

/** How it was. */
export type RatingBody = {
  score: number;
  comment?: string | null;
};

/** What was wrong with a client's frame. */
export type Refusal = {
  message: string;
};

/** A company, and its first user. */
export type RegisterBody = {
  companyName: string;
  name: string;
  email: string;
  password: string;
};

/** `{report}` */
export type ReportAnswer = {
  report: ReportView;
};

/** A report to make: of the period that today is in, unless `from` or `to` say otherwise. */
export type ReportBody = {
  period: Period;
  from?: string | null;
  to?: string | null;
  agentId?: string | null;
  siteId?: string | null;
};

/** A report with its figures once it is READY. */
export type ReportDetail = {
  id: string;
  status: ReportStatus;
  period: Period;
  from: string;
  to: string;
  timezone: string;
  agentId: string | null;
  siteId: string | null;
  createdAt: string;
  finishedAt: string | null;
  figures: Figures | null;
  links: Links | null;
};

/** `{report}` with figures and links */
export type ReportDetailAnswer = {
  report: ReportDetail;
};

/** `{reportSchedule}` */
export type ReportScheduleAnswer = {
  reportSchedule: ReportScheduleView;
};

/** The whole order: what is left out is off. With neither `weekly` nor `monthly` nothing is mailed any more. */
export type ReportScheduleBody = {
  /** `false` if left out */
  weekly?: boolean;
  /** `false` if left out */
  monthly?: boolean;
  recipients?: string[];
};

/** Which reports are mailed at 08:00 on the workspace's clock: of the last week on Mondays, of the last month on its first day. `nextWeeklyAt` and `nextMonthlyAt` are null where nothing is due. */
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

/** A report; `from` and `to` are days of its timezone, both included. */
export type ReportView = {
  id: string;
  status: ReportStatus;
  period: Period;
  from: string;
  to: string;
  timezone: string;
  agentId: string | null;
  siteId: string | null;
  createdAt: string;
  finishedAt: string | null;
};

/** `{reports, pagination}`, the newest first. */
export type Reports = {
  reports: ReportView[];
  pagination: CursorPagination;
};

/** The mail's token, and the new password. */
export type ResetPasswordBody = {
  token: string;
  password: string;
};

/** What the AI says of a resolved conversation. */
export type Resolution = {
  summary: string;
  outcome: "RESOLVED" | "PARTIAL" | "UNRESOLVED";
  sentiment: "POSITIVE" | "NEUTRAL" | "NEGATIVE";
  topics: string[];
  confidence: number;
  model: string;
  analyzedAt: string;
};

/** `{conversation, analysis}` */
export type ResolveAnswer = {
  conversation: ConversationView;
  analysis: "QUEUED" | "NOT_IN_PLAN";
};

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

/** What the visitor says. */
export type SayBody = {
  /** `""` if left out */
  content?: string;
  /** `"TEXT"` if left out */
  messageType?: "TEXT" | "FILE";
  attachmentIds?: AttachmentIds;
  clientMessageId?: ClientMessageId | null;
};

/** Why a search found a conversation: the text that matched, shortened, and where in that snippet the words stand. `ranges` are pairs of a start and an end in UTF-16 code units, the end excluded, as JavaScript's `slice` takes them; `messageId` is null unless it was a message. */
export type SearchMatch = {
  field: "content" | "userName" | "userEmail" | "visitorId" | "id";
  snippet: string;
  ranges: number[][];
  messageId: string | null;
};

export type Secret = string;

/** How many messages the visitor had not seen before. */
export type SeenAnswer = {
  conversationId: string | null;
  markedCount: number;
  unreadCount: 0;
};

/** `{message, conversation}` */
export type SendAnswer = {
  message: MessageView;
  conversation: ConversationView;
};

/** What an agent says; a form's fields arrive the same way. */
export type SendBody = {
  /** `""` if left out */
  content?: string;
  /** `"TEXT"` if left out */
  messageType?: "TEXT" | "FILE";
  attachmentIds?: AttachmentIds;
  clientMessageId?: ClientMessageId | null;
  /** `false` if left out */
  isInternal?: boolean;
};

/** The visitors' mood as analyses found it. */
export type Sentiment = {
  positive: number;
  neutral: number;
  negative: number;
};

/** A token of 30 days, and where the visitor left off. */
export type SessionAnswer = {
  token: string;
  expiresAt: string;
  visitor: VisitorSelf;
  conversation: VisitorConversation | null;
  widget: WidgetView;
};

/** Who the visitor is, as far as the page knows. */
export type SessionBody = {
  visitorId?: string | null;
  visitorToken?: string | null;
  externalId?: string | null;
  identityHash?: string | null;
  userName?: string | null;
  userEmail?: string | null;
  userPhone?: string | null;
  currentUrl?: string | null;
  referrer?: string | null;
  language?: string | null;
  /** The browser's `navigator.maxTouchPoints`, by which an iPad is told from a Mac */
  touchPoints?: number | null;
  /** True where a page says more of the visitor of a visit that was counted already; `false` if left out */
  continuesVisit?: boolean;
};

/** A workspace's settings. `custom` is for whatever else somebody wants to keep with them. */
export type Settings = {
  notifications?: NotificationSettings | null;
  widget?: WidgetSettings | null;
  custom?: FreeObject | null;
  [name: string]: FreeJson;
};

/** `{site}` */
export type SiteAnswer = {
  site: SiteView;
};

/** The site's new name. */
export type SiteBody = {
  name: string;
};

/** A site. */
export type SiteView = {
  id: string;
  name: string;
  domains: string[];
  createdAt: string;
};

/** `{sites}`, oldest first. */
export type Sites = {
  sites: SiteView[];
};

export type Status = "ACTIVE" | "WAITING" | "CLOSED";

/** The status to set. */
export type StatusBody = {
  status: Status;
};

/** Conversations by status. */
export type StatusCounts = {
  active: number;
  waiting: number;
  closed: number;
};

/** The workspace an agent works for. */
export type TenantCard = {
  id: string;
  name: string;
  companyName: string | null;
  language: string;
  timezone: string;
  plan: string;
  agentSound: boolean;
};

/** A page of conversations, and what there is in the whole workspace. */
export type TenantConversations = {
  conversations: ListedConversation[];
  pagination: OffsetPagination;
  counts: WorkspaceCounts;
  agents: AgentStats[];
};

/** In how many analysed conversations a topic came up, and how those went. */
export type Topic = {
  topic: string;
  count: number;
  outcomes: Outcomes;
  sentiment: Sentiment;
};

/** A topic. */
export type TopicBody = {
  name: string;
  keywords?: string[];
};

/** A topic of the workspace, and the words by which it is also known. */
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

/** All topics of the workspace, at most a hundred; without `dismissed`, those names stay as they are. */
export type TopicsBody = {
  topics: TopicBody[];
  dismissed?: string[] | null;
};

/** Who types where. */
export type Typing = {
  conversationId: string;
  senderType: "AGENT" | "VISITOR";
  senderId: string;
  senderName: string | null;
};

/** A form to upload one file with. */
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

/** Who logged in. */
export type UserView = {
  id: string;
  email: string;
  name: string;
  role: "CUSTOMER" | "AGENT";
  tenantId: string;
  avatarUrl: string | null;
};

/** `{visitor}` */
export type VisitorAnswer = {
  visitor: VisitorView;
};

/** What may be changed of a visitor; null clears a field. */
export type VisitorBody = {
  userName?: string | null;
  userEmail?: string | null;
  userPhone?: string | null;
  tags?: string[] | null;
  notes?: string | null;
};

/** What a conversation shows of its visitor. */
export type VisitorCard = {
  id: string;
  userName: string | null;
  userEmail: string | null;
  isOnline: boolean;
  country: string | null;
  avatarUrl: string | null;
};

/** A conversation, to its visitor; what is unread is what they have not seen. */
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
  createdAt: string;
  updatedAt: string;
};

/** That a visitor came or went. */
export type VisitorPresence = {
  visitorId: string;
  isOnline: boolean;
  lastSeenAt: string;
};

/** A visitor, to themself. */
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

/** The workspace's visitors, whatever the filter. */
export type VisitorStats = {
  total: number;
  online: number;
  returning: number;
};

/** A visitor, to those who answer them. */
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
};

/** A page of visitors. */
export type Visitors = {
  visitors: VisitorView[];
  pagination: PagePagination;
  stats: VisitorStats;
};

/** When there was how much. */
export type Volume = {
  byDay: DayVolume[];
  byWeekdayAndHour: WeekdayHours;
};

/** `{webhook}` */
export type WebhookAnswer = {
  webhook: WebhookView;
};

/** A webhook to make; `*` stands for every event, those to come included. */
export type WebhookBody = {
  url: Url;
  events: EventTypes;
  description?: Description | null;
  /** `"ACTIVE"` if left out */
  status?: WebhookStatus;
};

/** What may be changed of a webhook; ACTIVE also enables one again that the system has disabled. */
export type WebhookChanges = {
  url?: Url;
  events?: EventTypes;
  description?: Description | null;
  status?: WebhookStatus;
};

/** The webhook, and this once the secret that signs what is sent to it. */
export type WebhookSecret = {
  webhook: WebhookView;
  secret: string;
};

export type WebhookStatus = "ACTIVE" | "INACTIVE";

/** A webhook. `disabledReason` is GONE (the receiver answered 410) or FAILING (a delivery failed for a day, and nothing else arrived) where the system has set it INACTIVE; `failingSince` is null while deliveries arrive. */
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

/** Monday to Sunday, each with 24 hours, on the workspace's clock. */
export type WeekdayHours = {
  conversations: number[][];
  messages: number[][];
};

/** The widget, as for everybody; `websocketUrl` is empty where there is no WebSocket API. */
export type WidgetConfiguration = {
  widget: WidgetView;
  websocketUrl: string;
};

/** Messages in order, and the conversation they are of; none before the first message. Whether its agent is there is said with the latest messages. */
export type WidgetMessages = {
  messages: MessageView[];
  conversation: VisitorConversation | null;
  agentIsOnline: boolean | null;
  pagination: WidgetPagination;
};

/** Where the page stands; the widget goes on by cursor, or `after` the last id. */
export type WidgetPagination = {
  limit: number;
  hasMore: boolean;
  nextCursor: string | null;
  total: number;
};

/** How the widget looks, and what it says; texts are one for all languages, or one for each. */
export type WidgetSettings = {
  color?: string | null;
  position?: "left" | "right" | null;
  theme?: "auto" | "light" | "dark" | null;
  title?: SaidText | null;
  subtitle?: SaidText | null;
  greeting?: SaidText | null;
  showAgentNames?: boolean | null;
  [name: string]: FreeJson;
};

/** How the widget looks and sounds: beside these, every widget setting of the workspace stands under its own name, unless one of these has it. */
export type WidgetView = {
  workspaceName: string;
  language: string;
  timezone: string;
  settings: Record<string, unknown>;
  sound: boolean;
  [name: string]: unknown;
};

/** `{workspace}` */
export type WorkspaceAnswer = {
  workspace: WorkspaceView;
};

/** What to change; `settings` are merged deeply, null removes a key. */
export type WorkspaceBody = {
  name?: string;
  companyName?: string | null;
  contactEmail?: string | null;
  language?: string;
  timezone?: string;
  settings?: Settings;
};

/** What a conversation shows of its workspace. */
export type WorkspaceCard = {
  id: string;
  name: string;
  language: string;
  timezone: string;
};

/** The workspace's conversations, and unread messages in them. */
export type WorkspaceCounts = {
  active: number;
  waiting: number;
  closed: number;
  total: number;
  unread: number;
};

/** A workspace. */
export type WorkspaceView = {
  id: string;
  name: string;
  companyName: string | null;
  contactEmail: string | null;
  language: string;
  timezone: string;
  plan: string;
  settings: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
};

/** What the server sends over the WebSocket (docs/realtime.md). `Conversation` is what the receiver may see of one. */
export type Frame<Conversation> = { id: string; time: string } & (
  | { type: "message.created"; data: MessageCreated<Conversation> }
  | { type: "conversation.created"; data: ConversationChanged<Conversation> }
  | { type: "conversation.updated"; data: ConversationChanged<Conversation> }
  | { type: "conversation.assigned"; data: ConversationAssigned<Conversation> }
  | { type: "conversation.resolved"; data: ConversationChanged<Conversation> }
  | { type: "conversation.deleted"; data: ConversationDeleted }
  | { type: "messages.seen"; data: MessagesSeen }
  | { type: "typing.started"; data: Typing }
  | { type: "typing.stopped"; data: Typing }
  | { type: "presence.changed"; data: VisitorPresence | AgentPresence }
  | { type: "agent.updated"; data: AgentUpdated }
  | { type: "pong"; data: Pong }
  | { type: "error"; data: Refusal }
);

export type Paths = {
  "/api/health": {
    /** Says that the API is up, which version runs, and where the WebSocket is. */
    get: {
      parameters: {};
      responses: { 200: Content<Health>; default: Content<Error> };
    };
  };
  "/api/auth/login": {
    /** Exchanges e-mail and password for a token of seven days. */
    post: {
      parameters: {};
      requestBody: Content<LoginBody>;
      responses: { 200: Content<LoginAnswer>; default: Content<Error> };
    };
  };
  "/api/auth/register": {
    /** Opens a workspace for a company, with its first user. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<RegisterBody>;
      responses: { 200: Content<LoginAnswer>; default: Content<Error> };
    };
  };
  "/api/auth/accept-invite": {
    /** Makes an agent of whoever holds the token from an invitation's mail. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AcceptInviteBody>;
      responses: { 200: Content<LoginAnswer>; default: Content<Error> };
    };
  };
  "/api/auth/forgot-password": {
    /** Mails a link to set a new password, if there is such a user; never says whether. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ForgotPasswordBody>;
      responses: { 200: Content<Acknowledged>; default: Content<Error> };
    };
  };
  "/api/auth/reset-password": {
    /** Sets a new password with the token from the mail, and revokes every older token. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ResetPasswordBody>;
      responses: { 200: Content<Acknowledged>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations": {
    /** Lists conversations by newest activity, with counts and per-agent figures. */
    get: {
      parameters: { query?: { status?: ("ACTIVE" | "WAITING" | "CLOSED" | "all")[]; search?: string; offset?: number; cursor?: string; agentId?: string; limit?: number } };
      responses: { 200: Content<TenantConversations>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}": {
    /** One conversation with its whole visitor and the workspace. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<ConversationDetailAnswer>; default: Content<Error> };
    };
    /** Deletes a conversation for good; its messages and files follow. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/resolve": {
    /** Closes a conversation and lets the AI look at it. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<ResolveAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/status": {
    /** Sets the status by hand, without what resolving brings along. */
    put: {
      parameters: { path: { id: string } };
      requestBody: Content<StatusBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/assign": {
    /** Gives a conversation to an agent, or moves it to another. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AssignBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/mark-read": {
    /** Marks all the visitor's messages as seen. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<MarkReadAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/conversations/{id}/messages": {
    /** A conversation's messages, oldest first, with links to their files. */
    get: {
      parameters: { path: { id: string }; query?: { limit?: number; page?: number; cursor?: string } };
      responses: { 200: Content<Messages>; default: Content<Error> };
    };
  };
  "/api/tenant/visitors": {
    /** Lists visitors, most recently seen first, with the workspace's visitor figures. */
    get: {
      parameters: { query?: { limit?: number; page?: number; cursor?: string; search?: string; isOnline?: boolean; siteId?: string; tags?: string[] } };
      responses: { 200: Content<Visitors>; default: Content<Error> };
    };
  };
  "/api/tenant/visitors/{id}": {
    /** One visitor's whole profile. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
    /** Changes what is known of a visitor; null clears a field. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<VisitorBody>;
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
    /** Deletes a visitor for good, along with their conversations, messages and files. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/agents": {
    /** Lists agents with their satisfaction scores, and invitations nobody has accepted yet. */
    get: {
      parameters: {};
      responses: { 200: Content<Agents>; default: Content<Error> };
    };
    /** Invites an agent by mail; the link works once, for seven days. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<InviteBody>;
      responses: { 200: Content<InvitationAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/agents/{id}": {
    /** One agent with their figures. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<AgentAnswer>; default: Content<Error> };
    };
    /** Renames or deactivates an agent; deactivating locks out and frees conversations. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<AgentBody>;
      responses: { 200: Content<AgentAnswer>; default: Content<Error> };
    };
    /** Renames or deactivates an agent; deactivating locks out and frees conversations. */
    post: {
      parameters: { path: { id: string } };
      requestBody?: Content<AgentBody>;
      responses: { 200: Content<AgentAnswer>; default: Content<Error> };
    };
    /** Removes an agent, locks them out and frees their conversations. */
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
  "/api/tenant/workspace": {
    /** The workspace's configuration, made with defaults when there is none. */
    get: {
      parameters: {};
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
    /** Changes the fields that are given; settings are merged. */
    put: {
      parameters: {};
      requestBody?: Content<WorkspaceBody>;
      responses: { 200: Content<WorkspaceAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/topics": {
    /** The workspace's topics, and those that analyses propose. */
    get: {
      parameters: {};
      responses: { 200: Content<TopicsAnswer>; default: Content<Error> };
    };
    /** Replaces the workspace's topics, and the names not to be proposed again. */
    put: {
      parameters: {};
      requestBody: Content<TopicsBody>;
      responses: { 200: Content<TopicsAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/api-keys": {
    /** Lists the widget's API keys, of which only the hash is known. */
    get: {
      parameters: {};
      responses: { 200: Content<ApiKeys>; default: Content<Error> };
    };
    /** Makes an API key for a site, and shows it this once. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ApiKeyBody>;
      responses: { 200: Content<NewApiKey>; default: Content<Error> };
    };
  };
  "/api/tenant/api-keys/{id}": {
    /** Revokes an API key, and with it its visitors' tokens. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/sites": {
    /** Lists the sites that the widget is embedded on. */
    get: {
      parameters: {};
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
    /** A new secret by which the site vouches for its users, shown once. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<IdentitySecret>; default: Content<Error> };
    };
  };
  "/api/tenant/reports": {
    /** Lists the reports that were ordered, the newest first. */
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: Content<Reports>; default: Content<Error> };
    };
    /** Orders a report, which is made soon after. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<ReportBody>;
      responses: { 200: Content<ReportAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/reports/{id}": {
    /** One report with its figures, and links to download it. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<ReportDetailAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/report-schedule": {
    /** Which reports are mailed to whom, and when the next are due. */
    get: {
      parameters: {};
      responses: { 200: Content<ReportScheduleAnswer>; default: Content<Error> };
    };
    /** Has reports mailed every week, every month, both or no more. */
    put: {
      parameters: {};
      requestBody?: Content<ReportScheduleBody>;
      responses: { 200: Content<ReportScheduleAnswer>; default: Content<Error> };
    };
  };
  "/api/reports": {
    /** Opens the report that a mail's link leads to: its page, or the `file` csv, data.csv or json. */
    get: {
      parameters: {};
      responses: { 200: { content: { "text/html": string } }; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks": {
    /** Lists the addresses that are told of events. */
    get: {
      parameters: {};
      responses: { 200: Content<Webhooks>; default: Content<Error> };
    };
    /** Adds an address to be told of chosen events, and shows its signing secret this once. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<WebhookBody>;
      responses: { 200: Content<WebhookSecret>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks/{id}": {
    /** One webhook, with whether it works. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<WebhookAnswer>; default: Content<Error> };
    };
    /** Changes a webhook's address, events or status; ACTIVE enables a disabled one. */
    patch: {
      parameters: { path: { id: string } };
      requestBody?: Content<WebhookChanges>;
      responses: { 200: Content<WebhookAnswer>; default: Content<Error> };
    };
    /** Removes a webhook, and what was still to be delivered to it. */
    delete: {
      parameters: { path: { id: string } };
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks/{id}/rotate-secret": {
    /** A new signing secret, shown once; for a day the old one signs, too. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<WebhookSecret>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks/{id}/test": {
    /** Sends a test event at once, and says how that went. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<DeliveryAnswer>; default: Content<Error> };
    };
  };
  "/api/tenant/webhooks/{id}/deliveries": {
    /** Lists what was delivered to a webhook, or tried to, the newest first. */
    get: {
      parameters: { path: { id: string }; query?: { limit?: number; cursor?: string } };
      responses: { 200: Content<Deliveries>; default: Content<Error> };
    };
  };
  "/api/agent/profile": {
    /** The agent's own profile, with their figures and their workspace. */
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
    /** A form to upload the agent's picture with, which is shown when it has arrived. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AvatarBody>;
      responses: { 200: Content<AvatarAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/push-subscriptions": {
    /** The key that browsers subscribe to pushes with, and the agent's subscriptions. */
    get: {
      parameters: {};
      responses: { 200: Content<PushSubscriptions>; default: Content<Error> };
    };
    /** Has the agent's conversations pushed to a browser. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<PushSubscriptionBody>;
      responses: { 200: Content<PushSubscriptionAnswer>; default: Content<Error> };
    };
    /** Ends the pushes to a browser. */
    delete: {
      parameters: {};
      requestBody: Content<EndpointBody>;
      responses: { 200: Content<Deleted>; default: Content<Error> };
    };
  };
  "/api/agent/conversations": {
    /** Lists the workspace's conversations by newest activity, with counts by status. */
    get: {
      parameters: { query?: { status?: ("ACTIVE" | "WAITING" | "CLOSED" | "all")[]; search?: string; offset?: number; cursor?: string; limit?: number } };
      responses: { 200: Content<AgentConversations>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}": {
    /** One conversation with its whole visitor and the workspace. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<ConversationDetailAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/messages": {
    /** A conversation's messages, oldest first, with links to their files. */
    get: {
      parameters: { path: { id: string }; query?: { limit?: number; page?: number; cursor?: string } };
      responses: { 200: Content<Messages>; default: Content<Error> };
    };
    /** Replies to a visitor and claims the conversation, or leaves a note. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody?: { content: { "application/json": SendBody; "multipart/form-data": {
        /** `""` if left out */
        content?: string;
        /** `"TEXT"` if left out */
        messageType?: "TEXT" | "FILE";
        clientMessageId?: ClientMessageId | null;
        /** `false` if left out */
        isInternal?: boolean;
        /** Up to 5 files of 10 MB: jpeg, png, webp, pdf, Office documents, zip */
        attachments?: string[];
      } } };
      responses: { 200: Content<SendAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/attachments": {
    /** Forms to upload up to five files of 10 MB with, past the gateway. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AttachmentsBody>;
      responses: { 200: Content<Uploads>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/resolve": {
    /** Closes a conversation and lets the AI look at it. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<ResolveAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/assign": {
    /** Transfers a conversation that the caller holds to another agent. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AssignBody>;
      responses: { 200: Content<ConversationAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/conversations/{id}/mark-read": {
    /** Marks all the visitor's messages as seen. */
    post: {
      parameters: { path: { id: string }; header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<MarkReadAnswer>; default: Content<Error> };
    };
  };
  "/api/agent/agents": {
    /** Lists the active agents of the workspace, to whom a conversation can be assigned. */
    get: {
      parameters: {};
      responses: { 200: Content<Colleagues>; default: Content<Error> };
    };
  };
  "/api/agent/visitors": {
    /** Lists visitors, most recently seen first, with the workspace's visitor figures. */
    get: {
      parameters: { query?: { limit?: number; page?: number; cursor?: string; search?: string; isOnline?: boolean } };
      responses: { 200: Content<Visitors>; default: Content<Error> };
    };
  };
  "/api/agent/visitors/{id}": {
    /** One visitor's whole profile. */
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Content<VisitorAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/configuration": {
    /** How the widget of an API key looks and where its socket is, the same for everybody. */
    get: {
      parameters: { query?: { apiKey?: string } };
      responses: { 200: Content<WidgetConfiguration>; default: Content<Error> };
    };
  };
  "/api/widget/sessions": {
    /** Lets a visitor in with the site's API key: new, resumed, or vouched for by the site. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody?: Content<SessionBody>;
      responses: { 200: Content<SessionAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/messages": {
    /** The visitor's conversation, in order: all of it, what a widget missed, or its end. */
    get: {
      parameters: { query?: { after?: string; latest?: boolean; cursor?: string; limit?: number } };
      responses: { 200: Content<WidgetMessages>; default: Content<Error> };
    };
    /** The visitor writes; the first message opens a conversation, one to a closed reopens it. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody?: Content<SayBody>;
      responses: { 200: Content<SaidAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/attachments": {
    /** Forms for a visitor to upload up to five files of 10 MB with. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<AttachmentsBody>;
      responses: { 200: Content<Uploads>; default: Content<Error> };
    };
  };
  "/api/widget/mark-read": {
    /** The visitor has seen everything that was said to them. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      responses: { 200: Content<SeenAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/rating": {
    /** The visitor rates a closed conversation, once for each time it was closed. */
    post: {
      parameters: { header?: { "Idempotency-Key"?: string } };
      requestBody: Content<RatingBody>;
      responses: { 200: Content<RatingAnswer>; default: Content<Error> };
    };
    /** The visitor says more about the rating that they gave, once. */
    patch: {
      parameters: {};
      requestBody: Content<CommentBody>;
      responses: { 200: Content<RatingAnswer>; default: Content<Error> };
    };
  };
  "/api/widget/heartbeat": {
    /** The visitor is still here, and on which page. */
    post: {
      parameters: {};
      requestBody?: Content<HeartbeatBody>;
      responses: { 200: Content<HeartbeatAnswer>; default: Content<Error> };
    };
  };
  "/api/openapi.json": {
    /** The OpenAPI 3.1 document of every endpoint. */
    get: {
      parameters: {};
      responses: { 200: Content<Record<string, unknown>>; default: Content<Error> };
    };
  };
  "/api/docs": {
    /** A page to read the API's reference on, and to try it. */
    get: {
      parameters: {};
      responses: { 200: { content: { "text/html": string } }; default: Content<Error> };
    };
  };
};
