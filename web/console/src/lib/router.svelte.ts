/** The current URL, and navigation without loading the page again. */
class Router {
  #url = $state(new URL(location.href))
  /** Asked before another page is shown; set by a page while something on it is not saved. */
  guard: (() => Promise<boolean>) | null = null

  get path(): string {
    return this.#url.pathname.replace(/^\/console(?=\/|$)/, '').replace(/(.)\/$/, '$1') || '/'
  }
  get query(): URLSearchParams {
    return this.#url.searchParams
  }

  go(path: string, replace = false): void {
    const move = (): void => {
      history[replace ? 'replaceState' : 'pushState'](null, '', href(path))
      this.read()
    }
    if (this.guard) void this.#ask(move)
    else move()
  }
  async #ask(move: () => void): Promise<void> {
    if (!(await this.guard?.())) return
    this.guard = null
    move()
  }
  read(): void {
    this.#url = new URL(location.href)
  }
}

export const router = new Router()
export const href = (path: string): string => `/console${path}`

addEventListener('popstate', () => {
  const { pathname, search } = location
  const isElsewhere = pathname !== href(router.path)
  if (!router.guard || !isElsewhere) return router.read()
  // The browser has gone back already: the page's own address again, until that is wanted.
  history.pushState(null, '', href(router.path))
  router.go(pathname.slice('/console'.length) + search)
})
// Only a plain click is handled here, so that links can be opened in a new tab.
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target as Element | null)?.closest?.('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (!link.pathname.startsWith('/console/') || (link.hash && link.pathname === location.pathname)) return
  event.preventDefault()
  router.go(link.pathname.slice('/console'.length) + link.search)
})
