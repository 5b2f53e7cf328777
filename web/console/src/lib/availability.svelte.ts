// What an agent says of themselves: whether they take conversations.
import type { ProfileView } from '../../../generated/api'
import { api, ok } from './api/client'
import { msg } from './i18n.svelte'

export type Availability = ProfileView['availability']

export const AVAILABILITY = { AVAILABLE: msg('Available'), BUSY: msg('Busy'), AWAY: msg('Away') } as const

class Own {
  is = $state<Availability>('AVAILABLE')

  async choose(availability: Availability): Promise<void> {
    this.is = (await ok(api.PATCH('/api/agent/profile', { body: { availability } }))).profile.availability
  }
}

export const own = new Own()
