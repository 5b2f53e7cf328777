// The WebSocket of docs/realtime.md. It only shows sooner what polling would show.
import type { ClientFrame, ConversationView, Frame } from '../../../generated/api'
import { api, ok } from './api/client'
import { isIdle, onReturn } from './idle'
import { toJson } from './json'
import { session } from './session.svelte'
import { ticking } from './ticker'

/** The frames that agents and owners receive. */
export type PeopleFrame = Frame<ConversationView>

const PING = 25_000
const SILENCE = 40_000 // without a pong for this long the connection is dead
const LONGEST_WAIT = 30_000

class Socket {
  /** `off` if there is no WebSocket API: the console polls, and nothing is broken. */
  state = $state<'off' | 'connecting' | 'open' | 'lost'>('connecting')
  #socket: WebSocket | null = null
  #listeners = new Set<(frame: PeopleFrame) => void>()
  #opened = new Set<(since: string) => void>()
  /** The server's time of the last frame. */
  #time = ''
  #isAsking = false
  #attempt = 0
  #timer = 0
  #pinged = 0
  #heard = 0
  #stop: (() => void) | null = null
  #again = 0
  #seen: string[] = []
  #url: string | null = null
  /** Until when the server wants no more frames. */
  #quietUntil = 0

  /** `onOpen` is told since when frames may be missing, by the server's time: of the first socket, that is unknown. */
  listen(on: (frame: PeopleFrame) => void, onOpen: (since: string) => void): () => void {
    this.#listeners.add(on)
    this.#opened.add(onOpen)
    return () => {
      this.#listeners.delete(on)
      this.#opened.delete(onOpen)
    }
  }

  send(frame: ClientFrame): void {
    // A frame that is left out is not missed: the next one says the same.
    if (this.#socket?.readyState === WebSocket.OPEN && Date.now() >= this.#quietUntil) this.#socket.send(toJson(frame))
  }

  async connect(): Promise<void> {
    clearTimeout(this.#timer)
    if (!session.token || this.#socket || this.#isAsking) return
    this.#stop ??= ticking(() => this.#look())
    this.#isAsking = true
    try {
      this.#url ??= (await ok(api.GET('/api/health'))).websocketUrl
    } catch {
      return this.#later()
    } finally {
      this.#isAsking = false
    }
    if (!session.token) return
    if (!this.#url) {
      this.state = 'off'
      return
    }
    const socket = new WebSocket(`${this.#url}?token=${encodeURIComponent(session.token)}`)
    this.#socket = socket
    socket.onopen = () => {
      this.#attempt = 0
      this.state = 'open'
      this.#heard = Date.now()
      this.#ping()
      // Also of the first socket, something may have come since the first list was read.
      for (const catchUp of this.#opened) catchUp(this.#time)
    }
    socket.onmessage = (event) => this.#receive(JSON.parse(String(event.data)) as PeopleFrame)
    socket.onclose = () => {
      if (this.#socket === socket) this.#lose()
    }
  }

  /** Reports that the user is here, and detects a dead connection. */
  #look(): void {
    const now = Date.now()
    if (this.state !== 'open') return void (now >= this.#again && this.connect())
    if (now - this.#heard > SILENCE && this.#heard < this.#pinged) return this.#lose()
    if (now - this.#pinged >= PING) this.#ping()
  }

  /** Tells at once that somebody is here, or that nobody is. */
  ping(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#ping()
  }

  #ping(): void {
    if (Date.now() < this.#quietUntil) return
    this.#pinged = Date.now()
    this.send({ type: 'ping', isHere: !isIdle() })
  }

  #lose(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.close()
    this.#later()
  }

  /** The page is visible again; its timers may have been suspended. */
  wake(): void {
    if (this.state === 'open') this.#look()
    else void this.connect()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#stop?.()
    this.#stop = null
    const socket = this.#socket
    this.#socket = null
    socket?.close()
    this.#attempt = 0
    this.#time = ''
    this.state = 'connecting'
  }

  /** If the token was rejected, the next REST request ends the session. */
  #later(): void {
    this.#attempt += 1
    this.state = 'lost'
    const longest = Math.min(LONGEST_WAIT, 1000 * 2 ** (this.#attempt - 1))
    const wait = Math.random() * longest
    this.#again = Date.now() + wait
    this.#timer = window.setTimeout(() => void this.connect(), wait)
  }

  #receive(frame: PeopleFrame): void {
    this.#heard = Date.now()
    // A frame may be delivered twice.
    if (frame.id && this.#seen.includes(frame.id)) return
    this.#time = frame.time || this.#time
    if (frame.id) this.#seen = [...this.#seen.slice(-200), frame.id]
    if (frame.type === 'error' && 'retryAfter' in frame.data) this.#quietUntil = Date.now() + 1000 * frame.data.retryAfter
    for (const listener of this.#listeners) listener(frame)
  }
}

export const socket = new Socket()

addEventListener('online', () => void socket.connect())
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) socket.wake()
})
onReturn(() => socket.ping())
