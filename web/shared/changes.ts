/** Messages that their senders may edit or delete, and those that they have (docs/realtime.md). */

/** For how long, in milliseconds: the API refuses it later. */
const CHANGEABLE = 15 * 60_000;
const QUOTED = 200;

interface Changeable {
  createdAt: string;
  editedAt?: string | null;
  deletedAt?: string | null;
}

interface Quoting {
  id: string;
  content: string;
  attachments: { fileName: string }[];
}

export function isChangeable(message: Changeable, now: number): boolean {
  return !message.deletedAt && now - Date.parse(message.createdAt) < CHANGEABLE;
}

/** Which of two states of a message to show: a response may be older than a frame that has overtaken it. */
export function later<T extends Changeable>(found: T, shown: T | undefined): T {
  return shown && changedAt(shown) > changedAt(found) ? shown : found;
}

/** What a message shows of one that it quotes, when that has changed. */
export function requoted<T extends { quote?: { id: string; content: string } | null }>(message: T, changed: Quoting): T {
  if (message.quote?.id !== changed.id) return message;
  const content = changed.content.slice(0, QUOTED) || changed.attachments.map(({ fileName }) => fileName).join(", ");
  return { ...message, quote: { ...message.quote, content } };
}

function changedAt({ editedAt, deletedAt }: Changeable): string {
  return deletedAt ?? editedAt ?? "";
}
