import { ApiError } from './api/client'
import { apiMessage } from './i18n.svelte'

type Toast = { id: number; text: string; kind: 'info' | 'error' }

class Toasts {
  list = $state<Toast[]>([])
  #next = 0

  say(text: string, kind: Toast['kind'] = 'info'): void {
    const id = this.#next++
    this.list.push({ id, text, kind })
    setTimeout(() => this.dismiss(id), kind === 'error' ? 8000 : 4000)
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
