// The session as it is kept between visits. Without runes, because it is read before they are there.
import type { UserView } from '../../../generated/api'
import { recall } from './storage'

export type Kept = { token: string; user: UserView; expiresAt: string; isLimited?: boolean; logoutUrl?: string | undefined }

export const SESSION_KEY = 'connextlive.session'

export function keptSession(): Kept | null {
  try {
    const kept = JSON.parse(recall(SESSION_KEY) ?? 'null') as Kept | null
    return kept && Date.parse(kept.expiresAt) > Date.now() ? kept : null
  } catch {
    return null
  }
}
