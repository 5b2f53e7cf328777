import { ApiError } from './api/client'
import { apiMessage } from './i18n.svelte'

/** A form's state: whether it is being sent, its error, and each field's. */
export class Form {
  isBusy = $state(false)
  problem = $state('')
  fields = $state<Record<string, string>>({})

  clear(): void {
    this.problem = ''
    this.fields = {}
  }

  /** Whether it succeeded. */
  async submit(action: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false
    this.isBusy = true
    this.clear()
    try {
      await action()
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      this.fields = error.fields
      this.problem = Object.keys(error.fields).length ? '' : apiMessage(error.message)
      return false
    } finally {
      this.isBusy = false
    }
  }
}
