// What an agent says of themselves, or their schedule for them: whether they take conversations.
import type { ProfileView } from '../../../generated/api'
import { api, ok } from './api/client'
import { msg } from './i18n.svelte'

export type Availability = ProfileView['availability']

export const AVAILABILITY = { AVAILABLE: msg('Available'), BUSY: msg('Busy'), AWAY: msg('Away') } as const

class Own {
  is = $state<Availability>('AVAILABLE')
  /** When their schedule says otherwise at the latest; whether it says so now, not they; and whether there is one. */
  until = $state<string | null>(null)
  isBySchedule = $state(false)
  hasSchedule = $state(false)

  take(profile: ProfileView): void {
    this.is = profile.availability
    this.until = profile.availabilityUntil
    this.isBySchedule = profile.isBySchedule
    this.hasSchedule = profile.schedule !== null
  }

  /** Without one, the schedule says it. */
  async choose(availability: Availability | null): Promise<void> {
    this.take((await ok(api.PATCH('/api/agent/profile', { body: { availability } }))).profile)
  }

  /** Somebody or something else has: until when, the profile knows, of which an older state may be on its way. */
  async changed(availability: Availability): Promise<void> {
    this.is = availability
    this.take((await ok(api.GET('/api/agent/profile'))).profile)
  }
}

export const own = new Own()
