// The inbox's state. REST is the source of truth; frames are shown at once and say when to fetch again.
import type { AgentCard, AgentConversations, BulkBody, BulkError, BulkResult, CannedReplyView, Colleague, ConversationDetail, ConversationView, Filters, LabelCard, ListedConversation, MessageView, ReviewBody, Status, SummaryView, TeamTyping, TenantConversations, ViewerCard, VisitorView, WorkspaceCounts } from '../../../generated/api'
import { api, ApiError, ok } from '../lib/api/client'
import { own } from '../lib/availability.svelte'
import { isIdle, onReturn } from '../lib/idle'
import { moment, visitorName } from '../lib/format'
import { apiMessage, msg, t, tn, locale } from '../lib/i18n.svelte'
import { isShown } from '../lib/later'
import { formOf, heldFile, isHeld } from '../lib/held'
import { labels, withLabels } from '../lib/labels.svelte'
import { chime, desktop } from '../lib/notify'
import { router } from '../lib/router.svelte'
import { session } from '../lib/session.svelte'
import { type PeopleFrame, socket } from '../lib/socket.svelte'
import { newId } from '../lib/id'
import { assignable, colleagues, team } from '../lib/team'
import { attempt, toasts } from '../lib/toasts.svelte'
import { views } from '../lib/views.svelte'
import { type Draft, dropUnsent, keepUnsent, unsentOf } from '../lib/unsent'
import { isolated } from '../../../shared/direction'
import { later, requoted } from '../../../shared/changes'
import { newer, replaces, type Versioned } from '../../../shared/versions'

export type View = 'mine' | 'waiting' | 'active' | 'closed' | 'all' | 'mentions' | 'snoozed' | 'spam'
/** A message; of one that is not sent yet, also the canned replies that its files are of, by the files' IDs. */
export type Shown = MessageView & { state?: 'sending' | 'failed'; reason?: string; replies?: Record<string, string> }
type Mood = NonNullable<ConversationView['mood']>['value']
type Query = { status: Status[]; search?: string; inMessages?: boolean; labels?: string[]; agentId?: string; mood?: Mood; isSpam?: boolean; isSnoozed?: boolean; target?: 'AT_RISK' | 'MISSED'; mentionsMe?: boolean }
export type BulkChange = Omit<BulkBody, 'conversationIds'>
type Person = Pick<Colleague, 'id' | 'name' | 'avatarUrl'> & Partial<Pick<Colleague, 'activeConversations' | 'availability'>> & { isOnline?: boolean; unread?: number; active?: number }

const PAGE = 50
const MOST_LISTED = 500 // that are fetched again when frames may have been missed
const MOST_SELECTED = 100 // that the API changes at once
const STATUSES: Record<View, Status[]> = {
  mine: ['ACTIVE'],
  waiting: ['WAITING'],
  active: ['ACTIVE'],
  closed: ['CLOSED'],
  all: ['ACTIVE', 'WAITING', 'CLOSED'],
  snoozed: ['ACTIVE', 'WAITING', 'CLOSED'],
  mentions: ['ACTIVE', 'WAITING', 'CLOSED'],
  spam: ['ACTIVE', 'WAITING', 'CLOSED'],
}
// Without a socket, the inbox polls.
const POLL = 5_000
const POLL_BESIDE_SOCKET = 60_000
const TYPING_LASTS = 6_000
const MOST_PAGES = 5 // fetched to close a gap in a thread
const LINK_LASTS = 10 * 60_000 // a link to a file that expires sooner is fetched again

function draftAgain({ content, isInternal, attachments, quote, mentions, replies }: Shown): Draft {
  const files = attachments.map((file) => ({ id: file.id, name: file.fileName, size: file.size, mimeType: file.mimeType, ...(replies?.[file.id] ? { cannedReplyId: replies[file.id]! } : {}) }))
  return { content, isInternal, files, quote, mentions }
}

/** Why one of many conversations was not changed. */
function reasonOf({ statusMessage, data }: BulkError): string {
  const fields = (data?.['errors'] ?? []) as { message: string }[]
  return fields[0]?.message ?? apiMessage(statusMessage)
}

export class Inbox {
  conversations = $state.raw<ListedConversation[]>([])
  /** How many there are, shown or not. */
  total = $state(0)
  counts = $state<Partial<WorkspaceCounts>>({})
  spamCount = $state(0)
  snoozedCount = $state(0)
  /** Counts of the agent's own conversations or of the workspace, whatever the list shows. */
  unread = $state(0)
  /** Of conversations in which the agent is mentioned and has not looked. */
  mentionIds = $state<string[]>([])
  people = $state<Person[]>([])
  hasMore = $state(false)
  isLoading = $state(true)
  isUnreachable = $state(false)

  view = $state<View>('mine')
  search = $state('')
  agentId = $state('all')
  /** Of the label that the list is filtered by. */
  labelId = $state('')
  /** Of visitors, if the list is filtered by it. */
  mood = $state<Mood | ''>('')
  /** How a target of theirs stands, by which the list is filtered. */
  target = $state<'' | 'AT_RISK' | 'MISSED'>('')
  /** Of the saved view whose filters the list has instead; a search is within it. */
  savedId = $state('')

  /** Conversations that are changed together; only those that the list shows. */
  #selectedIds = $state<string[]>([])
  selected = $derived(this.conversations.filter(({ id }) => this.#selectedIds.includes(id)))
  #lastSelected = ''

  open = $state<ConversationDetail | null>(null)
  openId = $state<string | null>(null)
  isMissing = $state(false)
  messages = $state.raw<Shown[]>([])
  firstPage = $state(1)
  #lastPage = 1
  typing = $state<{ name: string; until: number; isInternal: boolean; content: string } | null>(null)
  /** Colleagues who look at the open conversation, too. */
  viewers = $state<ViewerCard[]>([])
  visitorSeenAt = $state<string | null>(null)
  /** The last message that has reached the visitor's widget. */
  deliveredId = $state('')
  /** Whether the visitor is shown beside the conversation. */
  panelIsOpen = $state(matchMedia('(min-width: 1180px)').matches)
  /** The message that the next one will quote; the composer keeps it with its draft. */
  quoted = $state<Shown | null>(null)
  /** What was not sent, on its way back into the composer. */
  returned = $state<Draft | null>(null)
  /** The canned reply that the composer is to insert. */
  chosenReply = $state<CannedReplyView | null>(null)

  preferences: { sound?: boolean; desktop?: boolean } = {}
  /** The workspace's setting “Sound for agents”. */
  hasSound = true

  #cursor: string | null = null
  #lastUnread = new Map<string, number>()
  /** The last message of each conversation that somebody was told of. */
  #told = new Map<string, string>()
  #lastAsked = ''
  #shownFor = ''
  #timers: number[] = []
  #reload = 0
  #typingSentAt = 0
  #sending = new Set<string>()
  #stop: () => void
  #stopWatching: () => void
  /** Lists are numbered as they are asked for: one that a later one has overtaken is old. */
  #asked = 0
  #taken = 0
  /** After which list a next page is being fetched. */
  #fetchesAfter = -1
  /** Whether frames may have been missed since the last list that was asked for because of it. */
  #hasMissed = false
  /** The same numbers of the open conversation. */
  #refreshes = 0
  #refreshed = 0
  /** Its messages that were edited or deleted: a page that was asked for before has them as they were. */
  #edited = new Map<string, MessageView>()
  /** How often frames have changed what no version tells: responses to what was asked before are asked for again. */
  #changesOfThread = 0
  #changesOfList = 0
  #changesOfPeople = 0
  #changesOfMentions = 0
  #knowsMentions = false
  /** Of which version of each conversation somebody was told that it mentions them. */
  #mentioned = new Map<string, number>()

  constructor() {
    this.view = session.isAgent ? 'mine' : 'all'
    this.#stop = socket.listen((frame) => this.#handleFrame(frame), (since) => void this.#reconnected(since))
    if (session.isAgent) void this.#loadPeople()
    void this.#loadMentions()
    void this.#loadLabels()
    void this.#loadViews()
    this.#schedule()
    this.#stopWatching = onReturn(() => void this.catchUp())
  }

  destroy(): void {
    this.#stop()
    this.#stopWatching()
    for (const timer of this.#timers) clearInterval(timer)
    clearTimeout(this.#reload)
  }

  get mine(): boolean {
    return this.open?.agentId === session.user?.id
  }

  /** To whom somebody can assign the open conversation: its assignee may transfer it, an unassigned one is claimed by
   * answering. A lead assigns within their teams, to those whose conversations they see. */
  get assignees(): Person[] {
    const { open } = this
    if (!open || open.isSpam || (session.isAgent && (open.status === 'CLOSED' || !(this.mine || session.isLead)))) return []
    return this.people.filter((person) => person.id !== open.agentId && (this.mine || person.activeConversations !== null))
  }

  // ── The list ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Fetches the list's next page or, with what has come and gone, its first ones: all up to `MOST_LISTED` if frames may
   * have been missed, otherwise those that have changed. What is being fetched already may be older than what this is
   * asked for because of, so it is fetched nevertheless, and each answer is shown unless a later one is. */
  async load(more = false, isMissed = false): Promise<void> {
    if (more && this.#fetchesAfter === this.#taken) return // the page that is on its way
    this.#hasMissed ||= isMissed
    const number = ++this.#asked
    const [taken, changes, changesOfPeople] = [this.#taken, this.#changesOfList, this.#changesOfPeople]
    const whole = this.asked
    const isOld = (): boolean => whole !== this.asked || (more ? taken !== this.#taken : number < this.#taken)
    const asked = this.#filters
    const query = { ...this.#query(), limit: PAGE }
    const before = asked === this.#shownFor ? this.conversations : []
    const fetchesMissed = this.#hasMissed && !more
    if (more) this.#fetchesAfter = taken
    try {
      const answer = await this.#listed({ ...query, ...(more && this.#cursor ? { cursor: this.#cursor } : {}) })
      if (isOld()) return
      let found = answer.conversations
      let { nextCursor, hasMore } = answer.pagination
      const isComplete = fetchesMissed || !!query.search // which is not in the order in which conversations change
      const joins = (): boolean => !isComplete && before.some(({ id, lastActivityAt }) => id === found.at(-1)?.id && lastActivityAt === found.at(-1)?.lastActivityAt)
      while (!more && hasMore && nextCursor && found.length < Math.min(before.length, MOST_LISTED) && !joins()) {
        const next = await this.#listed({ ...query, cursor: nextCursor })
        if (isOld()) return
        found = [...found, ...next.conversations]
        ;({ nextCursor, hasMore } = next.pagination)
      }
      if (!more) {
        this.#taken = number
        if (fetchesMissed) this.#hasMissed = false
        this.#notifyOfNew(found)
      }
      // A list lags behind the frames that have arrived.
      const shown = new Map(this.conversations.map((conversation) => [conversation.id, conversation]))
      found = found.map((conversation) => ({ ...newer(conversation, shown.get(conversation.id)), match: conversation.match }))
      const known = new Set(found.map(({ id }) => id))
      const oldest = found.at(-1)?.lastActivityAt ?? ''
      const rest = this.conversations.filter((conversation) => !known.has(conversation.id))
      const older = hasMore && before.length ? rest.filter((conversation) => conversation.lastActivityAt < oldest && this.#isListed(conversation)) : []
      this.conversations = more ? [...rest, ...found] : [...found, ...older]
      this.#shownFor = asked
      this.counts = answer.counts
      this.spamCount = answer.spamCount
      this.snoozedCount = answer.snoozedCount
      if (this.savedId && !this.search) views.count(this.savedId, answer.pagination.total)
      this.unread = 'unread' in answer ? answer.unread : answer.counts.unread
      if ('agents' in answer) {
        // A list has the figures of a hundred agents; larger teams are fetched once.
        if (!answer.hasMoreAgents) this.people = answer.agents.toSorted((a, b) => a.name.localeCompare(b.name, locale.language))
        else if (!this.people.length) void this.#loadPeople()
      }
      this.total = answer.pagination.total
      if (more || !older.length) {
        this.#cursor = nextCursor
        this.hasMore = hasMore
      }
      this.isUnreachable = false
      if (changes !== this.#changesOfList || ('agents' in answer && changesOfPeople !== this.#changesOfPeople)) this.#reloadSoon()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!isOld()) this.isUnreachable = error.status === 0 || error.status >= 500
    } finally {
      if (more && this.#fetchesAfter === taken) this.#fetchesAfter = -1
      this.isLoading = false
      isShown()
    }
  }

  get #filters(): string {
    return [this.view, this.agentId, this.labelId, this.mood, this.target, this.savedId, this.search].join('|')
  }

  /** What the list is asked for: the same while nothing but its contents changes. */
  get asked(): string {
    return this.#filters + JSON.stringify(this.#query())
  }

  /** What a saved view of the present list would filter by. */
  get filters(): Filters {
    const agentId = this.view === 'mine' ? 'me' : this.agentId
    return { status: STATUSES[this.view], ...(agentId === 'all' ? {} : { agentId }), labels: this.labelId ? [this.labelId] : [], search: this.search, ...(this.mood ? { mood: this.mood } : {}) }
  }

  /** Whether the list is filtered by more than the lists that are always there. */
  get isFiltered(): boolean {
    return !this.savedId && this.view !== 'spam' && this.view !== 'snoozed' && this.view !== 'mentions' && (this.agentId !== 'all' || this.labelId !== '' || this.mood !== '' || this.search !== '')
  }

  get showsSpam(): boolean {
    return this.view === 'spam' && !this.savedId
  }

  #query(): Query {
    const saved = views.list.find(({ id }) => id === this.savedId)?.filters
    const { status, agentId, labels, search, mood } = saved ? { ...saved, search: [saved.search, this.search].filter(Boolean).join(' ') } : this.filters
    return {
      status: status ?? STATUSES.all,
      // An agent's saved view is counted by names and addresses.
      ...(search ? { search, ...(session.isAgent && !saved ? { inMessages: true } : {}) } : {}),
      ...(labels?.length ? { labels } : {}),
      ...(agentId ? { agentId } : {}),
      ...(mood ? { mood } : {}),
      ...(this.showsSpam ? { isSpam: true } : {}),
      ...(this.target && !this.savedId ? { target: this.target } : {}),
      ...(this.view === 'snoozed' && !this.savedId ? { isSnoozed: true } : {}),
      ...(this.view === 'mentions' && !this.savedId ? { mentionsMe: true } : {}),
    }
  }

  /** Whether a conversation still belongs to the list, as far as that can be told without a search. */
  #isListed({ status, agentId, labels, tags, isSpam, isSnoozed }: ConversationView): boolean {
    const query = this.#query()
    return (
      query.status.includes(status) &&
      isSpam === !!query.isSpam &&
      (query.isSnoozed ? isSnoozed : !isSnoozed || query.status.length === STATUSES.all.length) &&
      (!query.agentId || query.agentId === 'all' || (agentId ?? 'unassigned') === (query.agentId === 'me' ? session.user?.id : query.agentId)) &&
      (query.labels ?? []).every((wanted) => tags.includes(wanted) || labels.some(({ id }) => id === wanted))
    )
  }

  async #listed(query: Query & { limit: number; cursor?: string }): Promise<AgentConversations | TenantConversations> {
    return session.isAgent
      ? await ok(api.GET('/api/agent/conversations', { params: { query } }))
      : await ok(api.GET('/api/tenant/conversations', { params: { query } }))
  }

  /** Fetches what may have been missed while disconnected. */
  async catchUp(): Promise<void> {
    await Promise.all([this.load(false, true), this.#loadViews(), this.#loadMentions(), this.openId ? this.#refresh(this.openId) : null])
  }

  /** Fetches what may have been missed without a socket since the server's time `since`; the first socket has none. */
  async #reconnected(since: string): Promise<void> {
    await Promise.all([this.catchUp(), ...(since && session.isAgent ? [this.#loadPeople(), this.#tellOfMissed(since)] : [])])
  }

  /** Tells of what visitors have written since, whatever the list shows, as frames would have. */
  async #tellOfMissed(since: string): Promise<void> {
    try {
      const { conversations } = await this.#listed({ status: ['ACTIVE', 'WAITING'], limit: PAGE })
      for (const { lastMessage: last, ...conversation } of conversations) {
        if (last?.senderType === 'VISITOR' && conversation.unreadCount && last.createdAt > since) this.#notify(conversation, last)
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error // the next list shows it
    }
  }

  #schedule(): void {
    let last = 0
    const poll = window.setInterval(() => {
      const every = socket.state === 'open' ? POLL_BESIDE_SOCKET : POLL
      if ((document.hidden || (isIdle() && !this.#oldLinks().length)) && socket.state === 'open') return
      if (Date.now() - last < every) return
      last = Date.now()
      void this.catchUp()
    }, 1000)
    const forget = window.setInterval(() => {
      if (this.typing && this.typing.until < Date.now()) this.typing = null
    }, 500)
    last = Date.now()
    this.#timers.push(poll, forget)
  }

  /** Counts lag behind writes, so they are fetched twice after a change. */
  #reloadSoon(): void {
    clearTimeout(this.#reload)
    if (isIdle()) return
    this.#reload = window.setTimeout(() => {
      void this.load()
      this.#reload = window.setTimeout(() => void this.load(), 1500)
    }, 250)
  }

  async #loadPeople(): Promise<void> {
    const changes = this.#changesOfPeople
    try {
      if (session.isAgent) this.people = (await colleagues()).agents
      else this.people = assignable((await team()).agents).map((agent) => ({ ...agent, active: agent.activeConversations, unread: agent.unreadCount }))
      if (changes !== this.#changesOfPeople) await this.#loadPeople()
    } catch {
      // Only assigning needs them; they are fetched again next time.
    }
  }

  /** Fetches where somebody is mentioned, and tells of what is new there: no frame has, or it would be known. */
  async #loadMentions(): Promise<void> {
    const changes = this.#changesOfMentions
    const params = { query: { mentionsMe: true, limit: PAGE } }
    try {
      const { conversations } = session.isAgent ? await ok(api.GET('/api/agent/conversations', { params })) : await ok(api.GET('/api/tenant/conversations', { params }))
      if (changes !== this.#changesOfMentions) return void (await this.#loadMentions())
      const found = conversations.filter((conversation) => this.#isMentioned(conversation))
      if (this.#knowsMentions) {
        for (const conversation of found) {
          if (!this.mentionIds.includes(conversation.id)) this.#tellOfMention(conversation, `${isolated(visitorName(conversation.visitor))}: ${t('You are mentioned')}`, '')
        }
      }
      this.#knowsMentions = true
      this.mentionIds = found.map(({ id }) => id)
    } catch {
      // The list itself shows them, too.
    }
  }

  #isMentioned({ mentionedIds }: ConversationView): boolean {
    return !!session.user && mentionedIds.includes(session.user.id)
  }

  async #loadViews(): Promise<void> {
    try {
      await views.load()
    } catch {
      // The lists that are always there do not need them.
    }
  }

  async #loadLabels(): Promise<void> {
    try {
      await labels.load()
    } catch {
      // Only filtering and the picker need them; the picker loads them again.
    }
  }

  /** Notifies of what is new in the same list; in another list everything is new. */
  #notifyOfNew(found: ConversationView[]): void {
    const asked = this.#filters
    for (const conversation of found) {
      const isNew = conversation.unreadCount > (this.#lastUnread.get(conversation.id) ?? 0) && conversation.lastMessage?.senderType === 'VISITOR'
      if (isNew && conversation.lastMessage && asked === this.#lastAsked) this.#notify(conversation, conversation.lastMessage)
      this.#lastUnread.set(conversation.id, conversation.unreadCount)
    }
    this.#lastAsked = asked
  }

  /** Tells of a message, once, whichever of a list and a frame comes first. */
  #notify(conversation: Omit<ConversationView, 'lastMessage'>, { id, content }: Pick<MessageView, 'id' | 'content'>): void {
    if (id <= (this.#told.get(conversation.id) ?? '')) return // IDs grow with time
    this.#told.set(conversation.id, id)
    if (conversation.isSpam) return
    if (conversation.agentId && session.isAgent && conversation.agentId !== session.user?.id) return
    if (conversation.id === this.openId && !document.hidden) return
    this.#chime()
    if (this.preferences.desktop) desktop(conversation.id, visitorName(conversation.visitor), content, () => router.go(`/inbox/${conversation.id}`))
  }

  #tellOfMention(conversation: ConversationView, text: string, content: string): void {
    if (conversation.version <= (this.#mentioned.get(conversation.id) ?? 0)) return
    this.#mentioned.set(conversation.id, conversation.version)
    if (conversation.id === this.openId && !document.hidden) return
    const open = (): void => router.go(`${session.isAgent ? '/inbox' : '/conversations'}/${conversation.id}`)
    toasts.offer(text, { label: t('Open'), run: async () => open() })
    if (this.hasSound && this.preferences.sound !== false) void chime()
    if (this.preferences.desktop) desktop(conversation.id, text, content, open)
  }

  #chime(): void {
    if (this.hasSound && this.preferences.sound !== false && session.isAgent) void chime()
  }

  // ── The thread ────────────────────────────────────────────────────────────────────────────────────────────────────

  async show(id: string | null): Promise<void> {
    if (id === this.openId) return
    this.openId = id
    this.open = null
    this.messages = []
    this.typing = null
    this.viewers = []
    this.visitorSeenAt = null
    this.deliveredId = ''
    this.quoted = null
    this.isMissing = false
    this.firstPage = this.#lastPage = 1
    this.#edited.clear()
    this.#refreshed = this.#refreshes + 1 // what was asked before, was before it was left
    if (!id) return
    // It is unknown whether messages being sent when the page was left have arrived; their ID makes resending safe.
    this.messages = unsentOf(id).map((message) => (this.#sending.has(message.id) ? message : { ...message, state: 'failed', reason: message.reason ?? t('Not sent yet') }))
    await this.#refresh(id, true)
  }

  async #refresh(id: string, first = false): Promise<void> {
    const number = ++this.#refreshes
    const changes = this.#changesOfThread
    const isOld = (): boolean => id !== this.openId || number < this.#refreshed
    try {
      const conversation = await this.#conversation(id)
      const last = Math.max(1, Math.ceil(conversation.messageCount / PAGE))
      // A short last page would look like the beginning. Later, what is new is fetched; if that is
      // too much, the thread is loaded again from its end.
      const isFar = first || last - this.#lastPage >= MOST_PAGES
      const isEdited = !!this.open && conversation.messagesEditedAt !== this.open.messagesEditedAt
      const from = isFar ? Math.max(1, last - 1) : isEdited ? this.firstPage : Math.min(this.#lastPage, last)
      const pages = await Promise.all(Array.from({ length: last - from + 1 }, (_, index) => this.#page(id, from + index)))
      if (isOld()) return
      this.#refreshed = number
      const found = pages.flat()
      if (isFar) {
        this.firstPage = from
        // What a frame has brought since the pages were read, stays.
        this.messages = this.messages.filter((message) => message.state || message.id > (found.at(-1)?.id ?? ''))
      }
      this.#lastPage = last
      this.open = newer(conversation, this.open)
      this.isMissing = false
      this.#delivered(conversation.visitor.receivedId)
      this.#merge(found)
      if (changes !== this.#changesOfThread) void this.#refresh(id)
      await this.#renewLinks(id)
      this.isUnreachable = false
      void this.markRead()
      void this.seeMention()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (isOld()) return
      if (error.status === 404) {
        this.open = null
        this.isMissing = true
      } else this.isUnreachable = error.status === 0 || error.status >= 500
    }
  }

  async earlier(): Promise<void> {
    const id = this.openId
    const number = this.firstPage - 1
    if (!id || number < 1) return
    const page = await this.#page(id, number)
    // The thread may have been loaded again from its end.
    if (id !== this.openId || this.firstPage !== number + 1) return
    this.firstPage = number
    this.#merge(page)
  }

  /** Links to files are valid for an hour; those on screen are renewed. */
  async #renewLinks(id: string): Promise<void> {
    for (const page of this.#oldLinks()) {
      const found = await this.#page(id, page)
      if (id !== this.openId) return
      this.#merge(found)
    }
  }

  /** The pages on screen with links that end soon. */
  #oldLinks(): number[] {
    const ends = new Date(Date.now() + LINK_LASTS).toISOString()
    const sent = this.messages.filter((message) => !message.state)
    const old = sent.flatMap((message, index) => (message.attachments.some(({ urlExpiresAt }) => urlExpiresAt !== null && urlExpiresAt < ends) ? [this.firstPage + Math.floor(index / PAGE)] : []))
    return [...new Set(old)]
  }

  async #conversation(id: string): Promise<ConversationDetail> {
    const params = { path: { id } }
    const answer = await ok(session.isAgent ? api.GET('/api/agent/conversations/{id}', { params }) : api.GET('/api/tenant/conversations/{id}', { params }))
    return answer.conversation
  }

  async #page(id: string, page: number): Promise<MessageView[]> {
    const params = { path: { id }, query: { page, limit: PAGE } }
    const answer = await ok(
      session.isAgent ? api.GET('/api/agent/conversations/{id}/messages', { params }) : api.GET('/api/tenant/conversations/{id}/messages', { params }),
    )
    return answer.messages
  }

  /** Merges messages by ID; one's own by their `clientMessageId`. */
  #merge(found: MessageView[]): void {
    const byId = new Map<string, Shown>(this.messages.map((message) => [message.id, message]))
    const still = new Date(Date.now() + LINK_LASTS).toISOString()
    for (const message of found) {
      if (message.clientMessageId) byId.delete(message.clientMessageId)
      const before = byId.get(message.id) ?? this.#edited.get(message.id)
      // A valid link is kept, because a new one would load the same picture again.
      const kept = (file: MessageView['attachments'][number]): MessageView['attachments'][number] =>
        before?.attachments.find(({ id, url, urlExpiresAt }) => id === file.id && url && urlExpiresAt && urlExpiresAt > still) ?? file
      byId.set(message.id, later({ ...message, attachments: message.attachments.map(kept) }, before))
    }
    for (const edited of this.#edited.values()) for (const [id, message] of byId) byId.set(id, requoted(message, edited))
    if (this.openId) dropUnsent(this.openId, found.map(({ clientMessageId }) => clientMessageId))
    const all = [...byId.values()]
    const sent = all.filter((message) => !message.state).sort((a, b) => (a.id < b.id ? -1 : 1))
    this.messages = [...sent, ...all.filter((message) => message.state)]
    for (const message of sent) if (message.senderType === 'AGENT' && message.seenAt && message.seenAt > (this.visitorSeenAt ?? '')) this.visitorSeenAt = message.seenAt
  }

  async send(draft: Draft, again?: Shown): Promise<void> {
    const id = this.openId
    if (!id) return
    const clientMessageId = again?.clientMessageId ?? newId()
    const user = session.user
    const shown: Shown = {
      id: clientMessageId,
      clientMessageId,
      conversationId: id,
      senderType: 'AGENT',
      senderId: user?.id ?? null,
      senderName: user?.name ?? null,
      senderAvatarUrl: user?.avatarUrl ?? null,
      content: draft.content,
      messageType: draft.files.length ? 'FILE' : 'TEXT',
      isInternal: draft.isInternal,
      attachments: draft.files.map((file) => ({ id: file.id, fileName: file.name, mimeType: file.mimeType, size: file.size, url: '', urlExpiresAt: '', removedAt: null })),
      quote: draft.quote ?? null,
      byMail: null,
      mentions: draft.mentions ?? [],
      seenAt: null,
      createdAt: again?.createdAt ?? new Date().toISOString(),
      editedAt: null,
      deletedAt: null,
      replies: Object.fromEntries(draft.files.flatMap((file) => (file.cannedReplyId ? [[file.id, file.cannedReplyId]] : []))),
      state: 'sending',
    }
    this.messages = [...this.messages.filter((message) => message.id !== clientMessageId), shown]
    this.#sending.add(clientMessageId)
    keepUnsent(shown)
    this.#typingSentAt = 0
    socket.send({ type: 'typing', conversationId: id, isTyping: false, isInternal: draft.isInternal })
    const before = this.open?.agentId
    const cannedReplyIds = [...new Set(Object.values(shown.replies ?? {}))]
    try {
      const attachmentIds = draft.files.map((file) => file.id)
      const body = { content: draft.content, messageType: shown.messageType as 'TEXT' | 'FILE', isInternal: draft.isInternal, attachmentIds, clientMessageId, ...(draft.quote ? { quoteId: draft.quote.id } : {}), ...(cannedReplyIds.length ? { cannedReplyIds } : {}), ...(draft.isInternal && draft.mentions?.length ? { mentionIds: draft.mentions.map(({ id: one }) => one) } : {}) }
      const held = attachmentIds.filter(isHeld)
      if (!held.every(heldFile)) throw new ApiError(400, { statusMessage: msg('The file was not accepted') })
      const given = { params: { path: { id } }, body, ...(held.length ? { bodySerializer: () => formOf(body, held) } : {}) }
      const answer = await ok(session.isAgent ? api.POST('/api/agent/conversations/{id}/messages', given) : api.POST('/api/tenant/conversations/{id}/messages', given))
      dropUnsent(id, [clientMessageId])
      if (id === this.openId) this.#merge([answer.message])
      this.#replace(answer.conversation)
      const holder = answer.conversation.agent
      if (!before && !draft.isInternal && holder && holder.id !== user?.id) toasts.say(t('{name} answered first and has this conversation. Your message was added.', { name: holder.name }))
      if (!before && holder?.id === user?.id && id === this.openId) this.#followTaken()
      this.#reloadSoon()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!unsentOf(id).some((one) => one.id === clientMessageId)) return // only its response was lost
      const reason = [apiMessage(error.message), ...Object.values(error.fields)].join('. ')
      const failed: Shown = { ...shown, state: 'failed', reason }
      keepUnsent(failed)
      this.messages = this.messages.map((message) => (message.id === clientMessageId ? failed : message))
      if (id !== this.openId) toasts.say(`${t('A message was not sent')}: ${reason}`, 'error')
    } finally {
      this.#sending.delete(clientMessageId)
    }
  }

  retry(message: Shown): void {
    void this.send(draftAgain(message), message)
  }

  /** Puts a message that was not sent back into the composer, where it can be changed. */
  takeBack(message: Shown): void {
    this.returned = draftAgain(message)
    this.discard(message)
  }

  discard(message: Shown): void {
    this.messages = this.messages.filter((other) => other.id !== message.id)
    dropUnsent(message.conversationId, [message.id])
  }

  /** Replaces the text of one of the agent's own messages. */
  async edit(message: Shown, content: string): Promise<void> {
    const given = { params: { path: { id: message.id } }, body: { conversationId: message.conversationId, content } }
    this.#isChanged(await ok(api.PATCH('/api/agent/messages/{id}', given)))
  }

  /** Deletes text and files of one of the agent's own messages. */
  async delete(message: Shown): Promise<void> {
    const given = { params: { path: { id: message.id } }, body: { conversationId: message.conversationId } }
    this.#isChanged(await ok(api.DELETE('/api/agent/messages/{id}', given)))
  }

  /** Shows a message that was edited or deleted, if it is on a page that is. */
  #isChanged({ message, conversation }: { message: MessageView; conversation: ConversationView }): void {
    if (conversation.id === this.openId) {
      this.#edited.set(message.id, later(message, this.#edited.get(message.id)))
      this.#merge(this.messages.some(({ id }) => id === message.id) ? [message] : [])
    }
    this.#replace(conversation)
  }

  /** Marks as read what its assignee is looking at: not a colleague's conversation, and not a hidden window. */
  async markRead(): Promise<void> {
    const conversation = this.open
    if (!conversation?.unreadCount || document.hidden || isIdle() || !session.isAgent || (conversation.agentId && !this.mine)) return
    await this.readNow()
  }

  /** Looking at the conversation is seeing where one is mentioned in it. */
  async seeMention(): Promise<void> {
    if (!this.open || document.hidden || !this.#isMentioned(this.open)) return
    const { id } = this.open
    try {
      if (session.isAgent) this.#replace((await ok(api.POST('/api/agent/conversations/{id}/mark-mention-read', { params: { path: { id } } }))).conversation)
      else if ((await this.#changeAll([id], { action: 'mark-mention-read' })).every(({ error }) => !error)) this.#replace(await this.#conversation(id))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  async readNow(): Promise<void> {
    const id = this.openId
    if (!id) return
    const params = { path: { id } }
    const version = (): number | undefined => [this.open, ...this.conversations].find((shown) => shown?.id === id)?.version
    const before = version()
    try {
      await ok(session.isAgent ? api.POST('/api/agent/conversations/{id}/mark-read', { params }) : api.POST('/api/tenant/conversations/{id}/mark-read', { params }))
      // What has come since is not read; of what has been read, a frame tells, too.
      if (version() === before) this.#isRead(id)
      else this.#reloadSoon()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  /** Up to which message what was written has reached the visitor: what has does not come back. */
  #delivered(id: string | null): void {
    if (id && id > this.deliveredId) this.deliveredId = id
  }

  #isRead(id: string): void {
    if (this.open?.id === id) this.open = { ...this.open, unreadCount: 0 }
    this.conversations = this.conversations.map((conversation) => (conversation.id === id ? { ...conversation, unreadCount: 0 } : conversation))
    this.#lastUnread.set(id, 0)
    this.#reloadSoon()
  }

  /** Tells colleagues which conversation is looked at: none while the page is hidden. */
  look(): void {
    if (!this.openId) this.viewers = []
    socket.send({ type: 'viewing', ...(this.openId && !document.hidden ? { conversationId: this.openId } : {}) })
  }

  isTyping(isInternal = false): void {
    if (!this.openId || Date.now() - this.#typingSentAt < 4000) return
    this.#typingSentAt = Date.now()
    socket.send({ type: 'typing', conversationId: this.openId, isTyping: true, isInternal })
  }

  // ── Actions ──────────────────────────────────────────────────────────────────────────────

  async resolve(id = this.openId ?? ''): Promise<void> {
    const params = { path: { id } }
    const answer = await ok(session.isAgent ? api.POST('/api/agent/conversations/{id}/resolve', { params }) : api.POST('/api/tenant/conversations/{id}/resolve', { params }))
    this.#offerUndo(t('Resolved'), answer.conversation)
    await this.#changed(answer.conversation)
  }

  /** Has the visitor mailed what was written. */
  async mailTranscript(id: string): Promise<void> {
    await ok(api.POST('/api/agent/conversations/{id}/transcript', { params: { path: { id } } }))
  }

  /** Confirms the analysis, or says what of it is right instead. */
  async review(right: ReviewBody): Promise<void> {
    const given = { params: { path: { id: this.openId ?? '' } }, body: right }
    const answer = await ok(session.isAgent ? api.PUT('/api/agent/conversations/{id}/resolution', given) : api.PUT('/api/tenant/conversations/{id}/resolution', given))
    await this.#changed(answer.conversation)
  }

  /** Has a summary made of the open conversation, if somebody wrote since the last one. */
  async summarize(): Promise<void> {
    const id = this.openId ?? ''
    const params = { path: { id } }
    const { summary } = await ok(session.isAgent ? api.POST('/api/agent/conversations/{id}/summary', { params }) : api.POST('/api/tenant/conversations/{id}/summary', { params }))
    this.#summarized(id, summary)
  }

  #summarized(id: string, summary: SummaryView): void {
    if (this.open?.id === id && summary.createdAt >= (this.open.summary?.createdAt ?? '')) this.open = { ...this.open, summary }
  }

  /** Adds a topic of the workspace to the open conversation. */
  async addTopic(topic: string): Promise<void> {
    const id = this.openId ?? ''
    const [result] = await this.#changeAll([id], { action: 'topic', addTopics: [topic] })
    if (result?.error) throw new ApiError(result.error.statusCode, result.error)
    this.#reloadSoon()
    await this.#refresh(id)
  }

  #offerUndo(text: string, { id, version }: Versioned): void {
    const given = { params: { path: { id } }, body: { version } }
    const run = async (): Promise<void> => {
      const answer = await ok(session.isAgent ? api.POST('/api/agent/conversations/{id}/undo', given) : api.POST('/api/tenant/conversations/{id}/undo', given))
      toasts.say(t('Undone'))
      this.#replace(answer.conversation)
      this.#reloadSoon()
      // Whoever gave it away may not have seen it since.
      if (id === this.openId) {
        this.isMissing = false
        await this.#refresh(id)
      }
    }
    toasts.offer(text, { label: t('Undo'), run })
  }

  async assign({ id: agentId, name }: Pick<Person, 'id' | 'name'>): Promise<void> {
    const given = { params: { path: { id: this.openId ?? '' } }, body: { agentId } }
    const answer = await ok(session.isAgent ? api.POST('/api/agent/conversations/{id}/assign', given) : api.POST('/api/tenant/conversations/{id}/assign', given))
    this.#offerUndo(t('Assigned to {name}', { name }), answer.conversation)
    await this.#changed(answer.conversation)
  }

  /** A conversation that was taken is no longer waiting: the list follows whoever still looks at it. */
  #followTaken(): void {
    if (this.view === 'waiting') this.view = 'mine'
  }

  /** Whether somebody may take the open conversation, which nobody has. */
  get canTake(): boolean {
    return session.isAgent && !!this.open && !this.open.agentId && !this.open.isSpam && this.open.status !== 'CLOSED'
  }

  /** Takes the open conversation, without a reply. */
  async take(): Promise<void> {
    const id = this.openId ?? ''
    const [result] = await this.#changeAll([id], { action: 'claim' })
    if (result?.error) throw new ApiError(result.error.statusCode, result.error)
    if (result?.undoVersion) this.#offerUndo(t('You have this conversation'), { id, version: result.undoVersion })
    if (id === this.openId) this.#followTaken()
    this.#reloadSoon()
    await this.#refresh(id)
  }

  /** Puts the conversation off until then, or until the visitor writes; or ends that. */
  async snooze(isSnoozed: boolean, until?: Date): Promise<void> {
    const given = { params: { path: { id: this.openId ?? '' } }, body: { isSnoozed, ...(until ? { until: until.toISOString() } : {}) } }
    const answer = await ok(session.isAgent ? api.PUT('/api/agent/conversations/{id}/snooze', given) : api.PUT('/api/tenant/conversations/{id}/snooze', given))
    await this.#changed(answer.conversation)
  }

  /** The same with a word that it is done, or why not. */
  snoozed(until?: Date): Promise<boolean> {
    return attempt(() => this.snooze(true, until), until ? t('Snoozed until {moment}', { moment: moment(until.toISOString()) }) : t('Snoozed until the visitor writes'))
  }

  async setLabel(label: LabelCard, isSet: boolean): Promise<void> {
    const id = this.openId
    if (!id) return
    // By adding and removing, so that what a colleague sets meanwhile stays.
    const [result] = await this.#changeAll([id], { action: 'label', ...(isSet ? { addLabels: [label.id] } : { removeLabels: [label.id] }) })
    if (result?.error) toasts.say(reasonOf(result.error), 'error')
    this.#reloadSoon()
    await this.#refresh(id)
  }

  // ── Many at once ──────────────────────────────────────────────────────────────────────────────────────────────────

  isSelected(id: string): boolean {
    return this.#selectedIds.includes(id)
  }

  /** Selects a conversation or no longer does; with `upTo`, all from the one before to this one. */
  select(id: string, isSelected: boolean, upTo = false): void {
    const ids = this.conversations.map((conversation) => conversation.id)
    const ends = [ids.indexOf(id), upTo ? ids.indexOf(this.#lastSelected) : -1].filter((at) => at >= 0)
    const meant = ids.slice(Math.min(...ends), Math.max(...ends) + 1)
    this.#lastSelected = id
    const others = this.#selectedIds.filter((one) => !meant.includes(one))
    this.#selectedIds = isSelected ? [...others, ...meant].slice(0, MOST_SELECTED) : others
  }

  clearSelection(): void {
    this.#selectedIds = []
  }

  /** Changes conversations, the selected ones unless others are given; those that could not be changed stay selected. */
  async bulk(change: BulkChange, some: Pick<ConversationView, 'id' | 'visitor'>[] = this.selected): Promise<void> {
    const names = new Map(some.map((conversation) => [conversation.id, visitorName(conversation.visitor)]))
    const results = await this.#changeAll([...names.keys()], change)
    const failed = results.filter(({ error }) => error)
    const done = results.length - failed.length
    if (done) this.#sayChanged(done, change, results, some)
    for (const { conversationId, error } of failed.slice(0, 3)) toasts.say(`${isolated(names.get(conversationId) ?? '')}: ${reasonOf(error!)}`, 'error')
    if (failed.length > 3) toasts.say(tn('{count} more was not changed', '{count} more were not changed', failed.length - 3, { count: failed.length - 3 }), 'error')
    this.#selectedIds = this.#selectedIds.filter((id) => !names.has(id) || failed.some(({ conversationId }) => conversationId === id))
    this.#reloadSoon()
    if (this.openId && names.has(this.openId)) {
      // Whoever has it back may not have seen it since they gave it away.
      if (change.action === 'undo') this.isMissing = false
      await this.#refresh(this.openId)
    }
  }

  /** Says how many were changed, and offers to undo it for those where that is possible. */
  #sayChanged(count: number, { action }: BulkChange, results: BulkResult[], some: Pick<ConversationView, 'id' | 'visitor'>[]): void {
    if (action === 'undo') return toasts.say(tn('Undone for {count} conversation', 'Undone for {count} conversations', count, { count }))
    const text = tn('{count} conversation changed', '{count} conversations changed', count, { count })
    const versions = Object.fromEntries(results.flatMap(({ conversationId, undoVersion }) => (undoVersion ? [[conversationId, undoVersion]] : [])))
    const changed = some.filter(({ id }) => id in versions)
    if (changed.length) toasts.offer(text, { label: t('Undo'), run: () => this.bulk({ action: 'undo', versions }, changed) })
    else toasts.say(text)
  }

  /** The conversations about which somebody is asked whether they are spam. */
  askedForSpam = $state<Pick<ConversationView, 'id' | 'visitor'>[] | null>(null)

  /** Asks whether conversations are spam, or says that they are not, if they are shown as such. */
  async toggleSpam(some: Pick<ConversationView, 'id' | 'visitor' | 'isSpam'>[] = this.selected): Promise<void> {
    if (some.every(({ isSpam }) => isSpam)) await this.bulk({ action: 'not-spam' }, some)
    else this.askedForSpam = some
  }

  async markAsSpam(blockVisitors: boolean): Promise<void> {
    await this.bulk({ action: 'spam', blockVisitors }, this.askedForSpam ?? [])
    this.askedForSpam = null
  }

  async #changeAll(conversationIds: string[], change: BulkChange): Promise<BulkResult[]> {
    const given = { body: { conversationIds, ...change } }
    return (await ok(session.isAgent ? api.POST('/api/agent/conversations/bulk', given) : api.POST('/api/tenant/conversations/bulk', given))).results
  }

  async setStatus(status: Status): Promise<void> {
    const answer = await ok(api.PUT('/api/tenant/conversations/{id}/status', { params: { path: { id: this.openId ?? '' } }, body: { status } }))
    await this.#changed(answer.conversation)
  }

  async hold(onHold: boolean): Promise<void> {
    const answer = await ok(api.PUT('/api/tenant/conversations/{id}/hold', { params: { path: { id: this.openId ?? '' } }, body: { onHold } }))
    await this.#changed(answer.conversation)
  }

  async remove(id: string): Promise<void> {
    await ok(api.DELETE('/api/tenant/conversations/{id}', { params: { path: { id } } }))
    this.#forget(id)
  }

  async #changed(conversation: ConversationView): Promise<void> {
    this.#replace(conversation)
    this.#reloadSoon()
    await this.#refresh(conversation.id)
  }

  #forget(id: string): void {
    this.conversations = this.conversations.filter((conversation) => conversation.id !== id)
    this.#taken = this.#asked + 1 // lists that were asked for before have it
    if (id === this.openId) {
      this.open = null
      this.isMissing = true
      this.#refreshed = this.#refreshes + 1
    }
    this.#reloadSoon()
  }

  /** Shows what was changed about the visitor of the open conversation. */
  visitorChanged(visitor: VisitorView): void {
    if (this.open?.visitorId === visitor.id) this.open = { ...this.open, visitor: { ...this.open.visitor, isBlocked: visitor.isBlocked, blockId: visitor.blockId } }
  }

  /** The same of what is known of them, which no version tells. */
  visitorSaved(visitor: VisitorView): void {
    if (this.open?.visitorId !== visitor.id) return
    this.open = { ...this.open, visitor: { ...this.open.visitor, ...visitor, isOnline: this.open.visitor.isOnline } }
    this.#changesOfThread += 1
  }

  #replace(conversation: ConversationView): void {
    if (!this.#isPast(conversation)) {
      const others = this.mentionIds.filter((id) => id !== conversation.id)
      if (this.#isMentioned(conversation) === (others.length === this.mentionIds.length)) this.#changesOfMentions += 1
      this.mentionIds = this.#isMentioned(conversation) ? [...others, conversation.id] : others
    }
    const { visitor, ...rest } = conversation
    const isNewer = (shown: ConversationView): boolean => shown.id === conversation.id && replaces(conversation, shown)
    if (this.open && isNewer(this.open) && this.open.visitor.isBlocked !== visitor.isBlocked) void this.#refresh(conversation.id)
    if (this.open && isNewer(this.open)) this.open = { ...this.open, ...rest, visitor: { ...this.open.visitor, isOnline: visitor.isOnline } }
    this.conversations = this.conversations
      .map((other) => (isNewer(other) ? { match: other.match, ...conversation } : other))
      .filter((other) => other.id !== conversation.id || other.isSpam === this.showsSpam)
      .sort((a, b) => (a.lastActivityAt < b.lastActivityAt ? 1 : -1))
  }

  /** Whether something newer is shown already: frames may come twice, and after a response that includes them. */
  #isPast(state: Versioned): boolean {
    return [this.open, ...this.conversations].some((shown) => shown?.id === state.id && !replaces(state, shown))
  }

  /** Updates an agent's name and picture wherever they are shown. */
  #rename(agent: AgentCard): void {
    const theirs = <T extends ConversationView>(conversation: T): T => (conversation.agentId === agent.id ? { ...conversation, agent } : conversation)
    this.conversations = this.conversations.map(theirs)
    if (this.open) this.open = theirs(this.open)
    this.people = this.people.map((person) => (person.id === agent.id ? { ...person, ...agent } : person))
    this.#changesOfList += 1
    this.#changesOfPeople += 1
    this.messages = this.messages.map((message) => (message.senderId === agent.id ? { ...message, senderName: agent.name, senderAvatarUrl: agent.avatarUrl } : message))
  }

  /** Updates labels wherever they are shown. */
  #relabel(now: LabelCard[]): void {
    this.conversations = this.conversations.map((conversation) => withLabels(conversation, now))
    if (this.open) this.open = withLabels(this.open, now)
    this.#changesOfList += 1
    this.#changesOfThread += 1
    if (this.labelId && !now.some(({ id }) => id === this.labelId)) this.labelId = ''
    void this.#loadLabels()
    void this.#loadViews()
  }

  // ── Frames ──────────────────────────────────────────────────────────────────────────────────────────

  /** Whether a frame says something about the conversation that is being opened, and that its response may lack. */
  #isOfOpening({ type, data }: PeopleFrame): boolean {
    if (this.open || !this.openId || type === 'viewers.changed' || type === 'typing.started' || type === 'typing.stopped') return false
    const of = data as { conversation?: ConversationView; conversationId?: string; visitorId?: string } | undefined
    const listed = this.conversations.find(({ id }) => id === this.openId)
    return (of?.conversation?.id ?? of?.conversationId) === this.openId || (!!of?.visitorId && of.visitorId === (listed?.visitorId ?? of.visitorId))
  }

  #handleFrame(frame: PeopleFrame): void {
    if (this.#isOfOpening(frame)) this.#changesOfThread += 1
    switch (frame.type) {
      case 'message.created': {
        const { message, conversation, truncated } = frame.data
        dropUnsent(conversation.id, [message.clientMessageId])
        if (conversation.id === this.openId) {
          if (truncated) void this.#refresh(conversation.id)
          else this.#merge([message])
          if (message.senderType === 'VISITOR') this.typing = null
        }
        // A list that was faster than the frame has what has been read since.
        const now = [this.open, ...this.conversations].find((shown) => shown?.id === conversation.id && !replaces(conversation, shown)) ?? conversation
        if (message.senderType === 'VISITOR' && now.unreadCount) {
          this.#lastUnread.set(conversation.id, now.unreadCount)
          this.#notify(now, message)
        }
        if (message.mentions.some(({ id }) => id === session.user?.id) && message.senderId !== session.user?.id && this.#isMentioned(now)) this.#tellOfMention(conversation, t('{name} mentioned you', { name: message.senderName ?? t('Agent') }), message.content)
        this.#replace(conversation)
        if (conversation.id === this.openId) {
          void this.markRead()
          void this.seeMention()
        }
        return this.#reloadSoon()
      }
      case 'message.updated': {
        const { message, conversation, truncated } = frame.data
        // The whole text comes with the page that it is on.
        if (truncated) return void this.#refresh(conversation.id)
        return this.#isChanged({ message, conversation })
      }
      case 'conversation.assigned':
        if (frame.data.conversation.agentId === session.user?.id && frame.data.previousAgentId && frame.data.previousAgentId !== session.user?.id) {
          toasts.say(t('{name} was assigned to you', { name: visitorName(frame.data.conversation.visitor) }))
          this.#chime()
        }
        this.#replace(frame.data.conversation)
        return this.#reloadSoon()
      case 'conversation.created':
      case 'conversation.updated':
      case 'conversation.resolved':
        this.#replace(frame.data.conversation)
        return this.#reloadSoon()
      case 'conversation.mood_changed':
        if (frame.data.conversation.mood?.value === 'NEGATIVE' && !this.#isPast(frame.data.conversation) && (session.isLead || !session.isAgent)) {
          toasts.say(t('{name} is displeased', { name: isolated(visitorName(frame.data.conversation.visitor)) }))
        }
        this.#replace(frame.data.conversation)
        return this.#reloadSoon()
      case 'conversation.summarized':
        return this.#summarized(frame.data.conversationId, frame.data.summary)
      case 'conversation.deleted':
      case 'conversation.hidden':
        return this.#forget(frame.data.conversationId)
      case 'messages.seen':
        if (frame.data.seenBy === 'AGENT') {
          const { conversationId: id, version } = frame.data
          return this.#isPast({ id, version }) ? undefined : this.#isRead(id)
        }
        if (frame.data.conversationId === this.openId && frame.data.seenAt > (this.visitorSeenAt ?? '')) this.visitorSeenAt = frame.data.seenAt
        return
      case 'messages.delivered':
        if (frame.data.visitorId === this.open?.visitorId) this.#delivered(frame.data.messageId)
        return
      case 'typing.started':
        if (frame.data.conversationId === this.openId && frame.data.senderId !== session.user?.id) {
          const name = frame.data.senderName ?? (this.open ? visitorName(this.open.visitor) : t('Visitor'))
          const { isInternal = false, content = null } = frame.data as Partial<TeamTyping>
          this.typing = { name, until: Date.now() + TYPING_LASTS, isInternal, content: content ?? '' }
        }
        return
      case 'typing.stopped':
        if (frame.data.conversationId === this.openId) this.typing = null
        return
      case 'viewers.changed':
        if (frame.data.conversationId === this.openId) this.viewers = frame.data.viewers.filter(({ id }) => id !== session.user?.id)
        return
      case 'labels.updated':
        return this.#relabel(frame.data.labels)
      case 'agent.updated':
        return this.#rename(frame.data.agent)
      case 'availability.changed': {
        const { agentId, availability } = frame.data
        if (agentId === session.user?.id) void own.changed(availability).catch(() => undefined)
        this.#changesOfPeople += 1
        this.people = this.people.map((person) => (person.id === agentId ? { ...person, availability } : person))
        return
      }
      case 'visitor.merged':
      case 'visitor.unmerged':
        // Whose a conversation is, it says itself; what is known of its visitor is another matter.
        if (this.openId) void this.#refresh(this.openId)
        return
      case 'presence.changed': {
        if ('agentId' in frame.data) {
          const { agentId, isOnline } = frame.data
          const more = 'availability' in frame.data ? { availability: frame.data.availability } : {}
          this.#changesOfPeople += 1
          this.people = this.people.map((person) => (person.id === agentId ? { ...person, isOnline, ...more } : person))
          return
        }
        const { visitorId, isOnline, lastSeenAt } = frame.data
        if (this.conversations.some((conversation) => conversation.visitorId === visitorId)) this.#changesOfList += 1
        if (this.open?.visitorId === visitorId) this.#changesOfThread += 1
        if (this.open?.visitorId === visitorId) this.open = { ...this.open, visitor: { ...this.open.visitor, isOnline, lastSeenAt } }
        this.conversations = this.conversations.map((conversation) => (conversation.visitorId === visitorId ? { ...conversation, visitor: { ...conversation.visitor, isOnline } } : conversation))
      }
    }
  }
}
