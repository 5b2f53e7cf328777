import { ApiError } from './api/client'
import { apiMessage } from './i18n.svelte'

type Action = { label: string; run: () => Promise<unknown> }
type Toast = { id: number; text: string; kind: 'info' | 'error'; action?: Action }

const ACTED_WITHIN = 10_000

class Toasts {
  list = $state<Toast[]>([])
  #next = 0

  say(text: string, kind: Toast['kind'] = 'info'): void {
    this.#show({ id: this.#next++, text, kind }, kind === 'error' ? 8000 : 4000)
  }

  /** Says something that can be answered for a while, by its button or a key. */
  offer(text: string, action: Action): void {
    this.#show({ id: this.#next++, text, kind: 'info', action }, ACTED_WITHIN)
  }

  /** Does what the latest toast offers; false if none offers anything. */
  act(toast = this.list.findLast((one) => one.action)): boolean {
    if (!toast?.action) return false
    this.dismiss(toast.id)
    void attempt(toast.action.run)
    return true
  }

  #show(toast: Toast, during: number): void {
    this.list.push(toast)
    // Whoever is on its way to a button finds it.
    const end = (): void => void (document.querySelector(`#toast-${toast.id}:is(:hover, :focus-within)`) ? setTimeout(end, 2000) : this.dismiss(toast.id))
    setTimeout(end, during)
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id)
  }
}

export const toasts = new Toasts()

/** Runs something, shows its error if it fails, and returns whether it succeeded. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status !== 401) toasts.say([apiMessage(error.message), ...Object.values(error.fields)].join('. '), 'error')
    return false
  }
  if (done) toasts.say(done)
  return true
}
