import type { CannedReplyView } from '../../../generated/api'
import { api, ok } from './api/client'
import { session } from './session.svelte'

const FRESH = 60_000 // milliseconds that a loaded list is used without asking again

/** The canned replies that an agent can insert, or the workspace's owner, loaded when they are first needed. */
class CannedReplies {
  list = $state<CannedReplyView[]>([])
  #loadedAt = 0

  /** Loads the list unless it is fresh. Without a connection the one from before is used. */
  async refresh(): Promise<void> {
    if (Date.now() - this.#loadedAt < FRESH) return
    this.#loadedAt = Date.now()
    try {
      this.list = (await ok(session.isAgent ? api.GET('/api/agent/canned-replies') : api.GET('/api/tenant/canned-replies'))).cannedReplies
    } catch {
      this.#loadedAt = 0
    }
  }

  /** The list has been changed on its own page. */
  expire(): void {
    this.#loadedAt = 0
  }
}

export const canned = new CannedReplies()
