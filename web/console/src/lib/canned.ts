import type { CannedReplyView, ConversationDetail, UserView } from '../../../generated/api'

const VARIABLE = /\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/g

/** The replies that match what follows the slash: first by shortcode, then by content. */
export function matching(replies: CannedReplyView[], query: string): CannedReplyView[] {
  const wanted = query.toLowerCase()
  const rank = ({ shortcode, content }: CannedReplyView): number =>
    shortcode.startsWith(wanted) ? 0 : shortcode.includes(wanted) ? 1 : content.toLowerCase().includes(wanted) ? 2 : 3
  const ranked = replies.map((reply) => ({ reply, rank: rank(reply) })).filter((one) => one.rank < 3)
  return ranked.sort((one, other) => one.rank - other.rank).map((one) => one.reply)
}

/** The slash command that ends at the caret: where it begins, and what follows the slash; null if there is none. */
export function commandAt(text: string, caret: number): { start: number; query: string } | null {
  const found = /(?:^|\s)\/([\w-]*)$/.exec(text.slice(0, caret))
  return found ? { start: caret - found[1]!.length - 1, query: found[1]! } : null
}

/** The reply's text in the visitor's language, with its variables filled in. */
export function filled(reply: CannedReplyView, { visitor }: ConversationDetail, user: UserView | null): string {
  const language = visitor.language?.split('-')[0]?.toLowerCase() ?? ''
  const values: Record<string, string | null> = {
    'visitor.name': visitor.userName,
    'visitor.email': visitor.userEmail,
    'agent.name': user?.name ?? null,
  }
  const text = reply.translations[language] ?? reply.content
  return text.replace(VARIABLE, (_, name: string, fallback?: string) => values[name]?.trim() || (fallback ?? '').trim())
}
