/** The current URL, and navigation without loading the page again. */
class Router {
  #url = $state(new URL(location.href))

  get path(): string {
    return this.#url.pathname.replace(/^\/console(?=\/|$)/, '').replace(/(.)\/$/, '$1') || '/'
  }
  get query(): URLSearchParams {
    return this.#url.searchParams
  }

  go(path: string, replace = false): void {
    history[replace ? 'replaceState' : 'pushState'](null, '', href(path))
    this.read()
  }
  read(): void {
    this.#url = new URL(location.href)
  }
}

export const router = new Router()
export const href = (path: string): string => `/console${path}`

addEventListener('popstate', () => router.read())
// Only a plain click is handled here, so that links can be opened in a new tab.
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target as Element | null)?.closest?.('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (!link.pathname.startsWith('/console/')) return
  event.preventDefault()
  router.go(link.pathname.slice('/console'.length) + link.search)
})
