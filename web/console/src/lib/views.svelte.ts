import type { Filters, SavedView } from '../../../generated/api'
import { api, ok } from './api/client'
import { session } from './session.svelte'

/** The team's views, and one's own. */
class Views {
  list = $state<SavedView[]>([])

  async load(): Promise<void> {
    const { views } = session.isAgent ? await ok(api.GET('/api/agent/views')) : await ok(api.GET('/api/tenant/views'))
    // What only a search can count keeps what the list has counted.
    this.list = views.map((view) => ({ ...view, count: view.count ?? this.#counted(view.id) }))
  }

  #counted(id: string): number | null {
    return this.list.find((view) => view.id === id)?.count ?? null
  }

  count(id: string, count: number): void {
    this.list = this.list.map((view) => (view.id === id ? { ...view, count } : view))
  }

  async create(name: string, filters: Filters): Promise<SavedView> {
    const given = { body: { name, filters } }
    const { view } = session.isAgent ? await ok(api.POST('/api/agent/views', given)) : await ok(api.POST('/api/tenant/views', given))
    await this.load()
    return this.list.find(({ id }) => id === view.id) ?? view
  }

  async rename(id: string, name: string): Promise<void> {
    const given = { params: { path: { id } }, body: { name } }
    await (session.isAgent ? ok(api.PATCH('/api/agent/views/{id}', given)) : ok(api.PATCH('/api/tenant/views/{id}', given)))
    await this.load()
  }

  async remove(id: string): Promise<void> {
    const given = { params: { path: { id } } }
    await (session.isAgent ? ok(api.DELETE('/api/agent/views/{id}', given)) : ok(api.DELETE('/api/tenant/views/{id}', given)))
    await this.load()
  }
}

export const views = new Views()
