/** The workspace's daily budgets, for owner and admins. */

import type { BudgetView } from '../../../generated/api'
import { api, ok } from './api/client'

/** Whoever works here sees a pause after at most so many milliseconds. */
const PERIOD = 5 * 60_000

class Budgets {
  all = $state<BudgetView[]>([])
  /** Those that somebody must know of: not what the workspace has turned off. */
  readonly paused = $derived(this.all.filter(({ isPaused, limit }) => isPaused && limit > 0))

  async load(): Promise<void> {
    this.all = (await ok(api.GET('/api/tenant/budgets'))).budgets
  }

  /** Keeps them current until the returned function is called. */
  watch(): () => void {
    const look = (): void => {
      if (!document.hidden) void this.load().catch(() => undefined)
    }
    look()
    const timer = setInterval(look, PERIOD)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      this.all = []
    }
  }
}

export const budgets = new Budgets()
