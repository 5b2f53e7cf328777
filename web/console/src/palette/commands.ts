// What the palette offers. The texts are the ones of pages, menus and buttons.
import type { ConversationView, VisitorView } from '../../../generated/api'
import { actionsOn } from '../inbox/actions'
import { api, ok } from '../lib/api/client'
import { AVAILABILITY, own, type Availability } from '../lib/availability.svelte'
import { canned } from '../lib/canned.svelte'
import { visitorName } from '../lib/format'
import { t } from '../lib/i18n.svelte'
import { router } from '../lib/router.svelte'
import { session } from '../lib/session.svelte'
import { SHORTCUTS } from '../lib/shortcuts.svelte'
import { keep, recall } from '../lib/storage'
import { attempt } from '../lib/toasts.svelte'
import { views } from '../lib/views.svelte'
import type { Findable } from './matching'
import { help, type Surroundings } from './palette.svelte'

export type Section = 'conversation' | 'page' | 'reply' | 'found' | 'visitor' | 'more'
export type Command = Findable & { section: Section; keys?: readonly string[]; run: () => unknown }

const MOST_FOUND = 5
const MOST_RECENT = 12

const ofConversation = (home: string, conversation: ConversationView): Command => ({
  id: `conversation:${conversation.id}`,
  section: 'found',
  text: visitorName(conversation.visitor),
  detail: conversation.lastMessage?.content ?? '',
  run: () => router.go(`${home}/${conversation.id}`),
})

const ofVisitor = (visitor: VisitorView): Command => ({
  id: `visitor:${visitor.id}`,
  section: 'visitor',
  text: visitorName(visitor),
  detail: visitor.userName ? (visitor.userEmail ?? '') : '',
  run: () => router.go(`/visitors/${visitor.id}`),
})

/** All that needs no search. */
export function commands({ inbox, home, pages, logOut }: Surroundings): Command[] {
  const { open } = inbox
  const canReply = open && !open.isSpam
  return [
    ...actionsOn(inbox, home).map((action): Command => ({ id: action.id, section: 'conversation', text: action.text, run: action.run, ...(action.shortcut ? { keys: SHORTCUTS.inbox[action.shortcut].keys } : {}) })),
    ...pages.map(({ path, label }): Command => ({ id: `page:${path}`, section: 'page', text: t('Go to {page}', { page: label }), run: () => router.go(path) })),
    ...views.list.map((view): Command => ({ id: `view:${view.id}`, section: 'page', text: t('Show the view {name}', { name: view.name }), run: () => { router.go(home); inbox.savedId = view.id } })),
    ...(canReply ? canned.list : []).map((reply): Command => ({ id: `reply:${reply.id}`, section: 'reply', text: `/${reply.shortcode}`, detail: reply.content, run: () => (inbox.chosenReply = reply) })),
    ...inbox.conversations.map((conversation) => ofConversation(home, conversation)),
    ...(session.isAgent ? (Object.entries(AVAILABILITY) as [Availability, (typeof AVAILABILITY)[Availability]][]) : []).map(([value, text]): Command => ({ id: `availability:${value}`, section: 'more', text: t('Availability: {availability}', { availability: t(text) }), run: () => attempt(() => own.choose(value), t('Saved')) })),
    ...(own.hasSchedule ? [{ id: 'availability:schedule', section: 'more', text: t('Availability: {availability}', { availability: t('By schedule') }), run: () => attempt(() => own.choose(null), t('Saved')) } satisfies Command] : []),
    { id: 'help', section: 'more', text: t('Keyboard shortcuts'), keys: SHORTCUTS.everywhere.help.keys, run: () => help.open() },
    { id: 'log-out', section: 'more', text: t('Log out'), run: logOut },
  ]
}

/** Conversations and visitors that the server finds. */
export async function found(home: string, search: string): Promise<Command[]> {
  const params = { query: { search, limit: MOST_FOUND } }
  const [{ conversations }, { visitors }] = await Promise.all(
    session.isAgent
      ? [ok(api.GET('/api/agent/conversations', { params: { query: { ...params.query, inMessages: true } } })), ok(api.GET('/api/agent/visitors', { params }))]
      : [ok(api.GET('/api/tenant/conversations', { params })), ok(api.GET('/api/tenant/visitors', { params }))],
  )
  return [
    ...conversations.map((one) => ({ ...ofConversation(home, one), ...(one.match?.field === 'content' ? { detail: one.match.snippet } : {}) })),
    ...visitors.map(ofVisitor),
  ]
}

// Which were chosen last: IDs only, so that no name stays in this browser when somebody is deleted.
const key = (): string => `connextlive.recent.${session.user?.id}`

export function recent(): string[] {
  try {
    return JSON.parse(recall(key()) ?? '[]') as string[]
  } catch {
    return []
  }
}

export const remember = (id: string): void => keep(key(), JSON.stringify([id, ...recent().filter((other) => other !== id)].slice(0, MOST_RECENT)))
