/** What the API answers to a visitor, as far as the widget uses it. */

export interface Attachment {
  id: string;
  fileName: string;
  mimeType: string;
  size: number;
  url: string;
  urlExpiresAt: string;
}

export interface Message {
  id: string;
  conversationId: string;
  senderType: "VISITOR" | "AGENT" | "SYSTEM";
  senderId: string | null;
  senderName: string | null;
  content: string;
  messageType: "TEXT" | "FILE" | "SYSTEM";
  attachments: Attachment[];
  seenAt: string | null;
  clientMessageId: string | null;
  createdAt: string;
}

export interface Agent {
  id: string;
  name: string;
  avatarUrl: string | null;
}

export interface Rating {
  score: number;
  comment: string | null;
}

export interface Conversation {
  id: string;
  visitorId: string;
  status: "ACTIVE" | "WAITING" | "CLOSED";
  agent: Agent | null;
  unreadCount: number;
  rating: Rating | null;
  updatedAt: string;
}

/** The workspace's settings for the widget. Others may stand beside these, and any of them may be of any type. */
export interface WidgetView {
  workspaceName: string;
  language: string;
  sound: boolean;
  [setting: string]: unknown;
}

export interface Visitor {
  id: string;
  externalId: string | null;
  isVerified: boolean;
}

export interface SessionAnswer {
  token: string;
  expiresAt: string;
  visitor: Visitor;
  conversation: Conversation | null;
  widget: WidgetView;
}

export interface Configuration {
  widget: WidgetView;
  /** Empty where there is no socket. */
  websocketUrl: string;
}

export interface MessagesAnswer {
  messages: Message[];
  conversation: Conversation | null;
  /** Said with the latest messages; null where nobody holds the conversation. */
  agentIsOnline: boolean | null;
  pagination: { hasMore: boolean; nextCursor: string | null };
}

export interface SaidAnswer {
  message: Message;
  conversation: Conversation;
}

export interface Upload {
  attachmentId: string;
  url: string;
  fields: Record<string, string>;
}

/** What the page says of who its visitor is. */
export interface Identity {
  externalId?: string;
  identityHash?: string;
  userName?: string;
  userEmail?: string;
  userPhone?: string;
}

/** What the server says on the socket: docs/realtime.md. */
export interface Frame {
  id: string;
  type: string;
  time: string;
  data: Record<string, unknown>;
}
