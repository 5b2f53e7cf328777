import { ApiError } from './api/client'
import { apiMessage } from './i18n.svelte'

/** One form's state: being sent, what is wrong with it as a whole and with each field. */
export class Form {
  isBusy = $state(false)
  problem = $state('')
  fields = $state<Record<string, string>>({})

  /** Whether it went well. */
  async submit(action: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false
    this.isBusy = true
    this.problem = ''
    this.fields = {}
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
