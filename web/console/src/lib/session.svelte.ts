import { locale } from './i18n.svelte'
import type { LoginAnswer, UserView } from '../../../generated/api'
import { api, ok } from './api/client'
import { type Kept, keptSession, SESSION_KEY } from './kept'
import { forget, keep } from './storage'

/** The logged-in user. Stored for other tabs and the next visit. */
class Session {
  #kept = $state<Kept | null>(keptSession())
  ended = $state(false)

  get user(): UserView | null {
    return this.#kept?.user ?? null
  }
  get token(): string {
    return this.#kept?.token ?? ''
  }
  /** Whether they may do nothing but set up two-factor authentication. */
  get isLimited(): boolean {
    return this.#kept?.isLimited ?? false
  }
  get isAgent(): boolean {
    return this.user?.role === 'AGENT'
  }
  /** Where they log out of the provider that they signed in by, if it offers that. */
  get logoutUrl(): string | undefined {
    return this.#kept?.logoutUrl
  }
  /** Whether they are an admin, who may do all that the owner may but make admins. */
  get isAdmin(): boolean {
    return this.user?.position === 'ADMIN'
  }
  /** Whether they assign conversations within their teams. */
  get isLead(): boolean {
    return this.user?.position === 'LEAD'
  }

  begin(answer: LoginAnswer): void {
    this.#keep({ token: answer.token, user: answer.user, expiresAt: answer.expiresAt, isLimited: answer.secondFactor === 'SETUP_REQUIRED', logoutUrl: answer.logoutUrl })
    this.ended = false
  }

  rename(name: string, avatarUrl: string | null): void {
    if (this.#kept) this.#keep({ ...this.#kept, user: { ...this.#kept.user, name, avatarUrl } })
  }

  /** Has them be what they have just become. */
  place(position: UserView['position']): void {
    if (this.#kept) this.#keep({ ...this.#kept, user: { ...this.#kept.user, position } })
  }

  end(ended = false): void {
    this.#keep(null)
    this.ended = ended
  }

  /** Adopts what another tab did. */
  reread(): void {
    this.#kept = keptSession()
  }

  #keep(kept: Kept | null): void {
    this.#kept = kept
    if (kept) keep(SESSION_KEY, JSON.stringify(kept))
    else forget(SESSION_KEY)
  }
}

export const session = new Session()

addEventListener('storage', (event) => {
  if (event.key === SESSION_KEY) session.reread()
})

api.use({
  onRequest({ request }) {
    if (session.token) request.headers.set('Authorization', `Bearer ${session.token}`)
    request.headers.set('Accept-Language', locale.language) // of validation messages
    return request
  },
  onResponse({ request, response }) {
    // Only a response to the current token means that it has expired.
    const sent = request.headers.get('Authorization')
    if (response.status === 401 && sent && sent === `Bearer ${session.token}`) session.end(true)
  },
})

/** Ends the session here and on the server, whose answer nobody waits for. */
export function logOut(): void {
  const headers = { Authorization: `Bearer ${session.token}` }
  void api.DELETE('/api/auth/sessions/{id}', { params: { path: { id: 'current' } }, headers, keepalive: true }).catch(() => undefined)
  session.end()
}

export async function logIn(email: string, password: string, code = ''): Promise<void> {
  session.begin(await ok(api.POST('/api/auth/login', { body: { email, password, ...(code && { code }) } })))
}
