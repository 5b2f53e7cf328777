/** Signing in by the workspace's identity provider: what this tab keeps while the browser is away at the provider, and
 * what it comes back with. */
import type { BegunAnswer } from '../../../generated/api'
import { router } from './router.svelte'

const KEY = 'connextlive.sign-in'

type Kept = { state: string; binding: string; isLink: boolean }
export type Returned = { body: { state: string; binding: string; authorizationCode: string; issuer: string | null }; isLink: boolean }

/** Leaves for the provider. Without storage, nobody who comes back is known here; the page says so then. */
export function leave(begun: BegunAnswer, isLink = false): void {
  const kept: Kept = { state: begun.state, binding: begun.binding, isLink }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // said by `comeBack`
  }
  location.assign(begun.url)
}

/** What the provider sent back, once, if this tab asked for it. It is removed from the address at once, so that it is in
 * no history. */
export function comeBack(): Returned | null {
  const said = new URLSearchParams(location.hash.slice(1) || location.search)
  router.go('/sign-in', true)
  let kept: Kept | null = null
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null
    sessionStorage.removeItem(KEY)
  } catch {
    return null
  }
  const authorizationCode = said.get('code')
  if (!kept || !authorizationCode || kept.state !== said.get('state')) return null
  return { body: { state: kept.state, binding: kept.binding, authorizationCode, issuer: said.get('iss') }, isLink: kept.isLink }
}
