// What is going on now, for whoever leads the team. Frames are shown at once and say when to ask again.
import type { ConversationView, LiveView } from '../../../generated/api'
import { api, ApiError, ok } from './api/client'
import { isIdle, onReturn } from './idle'
import { session } from './session.svelte'
import { type PeopleFrame, socket } from './socket.svelte'

const EVERY = 30_000
const AFTER_A_CHANGE = 1_000 // counters lag behind writes
const AT_LEAST = 10_000 // between two questions that changes bring about

export class Live {
  is = $state<LiveView | null>(null)
  isUnreachable = $state(false)
  /** The server's time; it moves every second. */
  now = $state(Date.now())

  #ahead = 0 // of the server's clock, in milliseconds
  #askedAt = 0
  #soon = 0
  /** What came while something was being fetched: its answer may have been read before. */
  #meanwhile = new Set<PeopleFrame[]>()
  #stops: (() => void)[]

  constructor() {
    const tick = setInterval(() => {
      this.now = Date.now() - this.#ahead
      if (Date.now() - this.#askedAt >= EVERY && !document.hidden && !isIdle()) void this.load()
    }, 1_000)
    this.#stops = [() => clearInterval(tick), socket.listen((frame) => this.#handle(frame), () => void this.load()), onReturn(() => void this.load())]
    void this.load()
  }

  stop(): void {
    for (const stop of this.#stops) stop()
    clearTimeout(this.#soon)
  }

  async load(): Promise<void> {
    clearTimeout(this.#soon)
    this.#soon = 0
    this.#askedAt = Date.now()
    const meanwhile: PeopleFrame[] = []
    this.#meanwhile.add(meanwhile)
    try {
      const { live } = await ok(session.isAgent ? api.GET('/api/agent/live') : api.GET('/api/tenant/live'))
      this.is = live
      this.#ahead = Date.now() - Date.parse(live.at)
      this.now = Date.now() - this.#ahead
      this.isUnreachable = false
      for (const frame of meanwhile) this.#show(frame)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      this.isUnreachable = true
    } finally {
      this.#meanwhile.delete(meanwhile)
    }
  }

  #loadSoon(): void {
    if (this.#soon || document.hidden || isIdle()) return
    this.#soon = window.setTimeout(() => void this.load(), Math.max(AFTER_A_CHANGE, this.#askedAt + AT_LEAST - Date.now()))
  }

  #handle(frame: PeopleFrame): void {
    for (const frames of this.#meanwhile) frames.push(frame)
    this.#show(frame)
  }

  #show(frame: PeopleFrame): void {
    if (!this.is) return
    switch (frame.type) {
      case 'availability.changed':
        return this.#agent(frame.data.agentId, { availability: frame.data.availability })
      case 'presence.changed': {
        if (!('agentId' in frame.data)) return
        const { agentId, isOnline } = frame.data
        return this.#agent(agentId, { isOnline, ...('availability' in frame.data ? { availability: frame.data.availability } : {}) })
      }
      case 'conversation.created':
      case 'conversation.updated':
      case 'conversation.assigned':
      case 'conversation.resolved':
      case 'message.created':
        this.#line(frame.data.conversation.id, frame.data.conversation)
        return this.#loadSoon()
      case 'conversation.deleted':
      case 'conversation.hidden':
        this.#line(frame.data.conversationId, null)
        return this.#loadSoon()
    }
  }

  #agent(id: string, changed: Partial<LiveView['agents'][number]>): void {
    // Somebody who is not shown may be new.
    if (!this.is?.agents.some((agent) => agent.id === id)) return this.#loadSoon()
    this.is.agents = this.is.agents.map((agent) => (agent.id === id ? { ...agent, ...changed } : agent))
  }

  /** Puts a conversation into the line of those who wait, or out of it. */
  #line(id: string, conversation: ConversationView | null): void {
    if (!this.is) return
    const others = this.is.inLine.filter((one) => one.id !== id)
    const waits = conversation?.waitingSince && conversation.status !== 'CLOSED' && !conversation.isSpam && !conversation.isSnoozed
    const { status, agentId, waitingSince, visitor } = conversation ?? {}
    this.is.inLine = waits ? [...others, { id, status, agentId, waitingSince, visitor } as LiveView['inLine'][number]].sort((a, b) => (a.waitingSince < b.waitingSince ? -1 : 1)) : others
  }
}
