// Drafts, and messages that could not be sent. Stored in this browser for each person and conversation, so that they
// survive a reload and a new login, and nobody else who logs in here sees them.
import type { QuoteView } from '../../../generated/api'
import type { Shown } from '../inbox/inbox.svelte'
import type { Mentioned } from './mentions'
import { heldFile, isHeld } from './held'
import { forget, keep, recall } from './storage'
import { session } from './session.svelte'

/** A file that is uploaded, or of a canned reply, of which a message gets a copy. */
export type File = { id: string; name: string; size: number; mimeType: string; cannedReplyId?: string }
export type Draft = { content: string; isInternal: boolean; files: File[]; mentions?: Mentioned[]; quote?: (QuoteView & { isInternal?: boolean }) | null }
type Unsent = { draft?: Draft; messages?: Shown[]; at: number }

const UPLOAD_LIVES = 23 * 3_600_000 // unclaimed uploads expire after a day

const key = (conversationId: string): string => `connextlive.unsent.${session.user?.id}.${conversationId}`

function read(conversationId: string): Unsent {
  try {
    return JSON.parse(recall(key(conversationId)) ?? '') as Unsent
  } catch {
    return { at: 0 }
  }
}

function write(conversationId: string, changed: Partial<Unsent>): void {
  const { draft, messages } = { ...read(conversationId), ...changed }
  const isEmpty = !draft?.content && !draft?.files.length && !draft?.isInternal && !draft?.quote && !messages?.length
  if (isEmpty) forget(key(conversationId))
  else keep(key(conversationId), JSON.stringify({ draft, messages, at: Date.now() }))
}

export function draftOf(conversationId: string): Draft {
  const { draft, at } = read(conversationId)
  if (!draft) return { content: '', isInternal: false, files: [] }
  const isThere = ({ id }: File): boolean => (isHeld(id) ? heldFile(id) !== undefined : Date.now() - at < UPLOAD_LIVES)
  return { ...draft, files: draft.files.filter(isThere) }
}

export const keepDraft = (conversationId: string, draft: Draft): void => write(conversationId, { draft })

/** Messages being sent: those of an earlier page count as failed, because nothing waits for their response. */
export const unsentOf = (conversationId: string): Shown[] => read(conversationId).messages ?? []

export function keepUnsent(message: Shown): void {
  const others = unsentOf(message.conversationId).filter(({ id }) => id !== message.id)
  write(message.conversationId, { messages: [...others, message] })
}

export function dropUnsent(conversationId: string, ids: Iterable<string | null>): void {
  const gone = new Set(ids)
  const messages = unsentOf(conversationId)
  if (messages.some(({ id }) => gone.has(id))) write(conversationId, { messages: messages.filter(({ id }) => !gone.has(id)) })
}
