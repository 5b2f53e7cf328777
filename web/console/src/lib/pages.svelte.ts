import { attempt } from './toasts.svelte'

type Page<Item> = { items: Item[]; nextCursor: string | null }

/** A list that is fetched a page at a time. What it is asked for may change meanwhile: the last answer is the one to the
 * last question. */
export class Pages<Item> {
  items = $state<Item[]>([])
  /** Of the next page; none while something is being fetched, so that no page comes twice or after another list. */
  cursor = $state<string | null>(null)
  isLoading = $state(true)
  #asked = 0
  #ask: (cursor: string | null) => Promise<Page<Item>>

  constructor(ask: (cursor: string | null) => Promise<Page<Item>>) {
    this.#ask = ask
  }

  async load(more = false): Promise<void> {
    if (more && !this.cursor) return
    const mine = ++this.#asked
    const after = more ? this.cursor : null
    this.cursor = null
    await attempt(async () => {
      try {
        const { items, nextCursor } = await this.#ask(after)
        if (mine !== this.#asked) return
        this.items = more ? [...this.items, ...items] : items
        this.cursor = nextCursor
      } catch (error) {
        if (mine === this.#asked) this.cursor = after
        throw error
      }
    })
    if (mine === this.#asked) this.isLoading = false
  }
}
