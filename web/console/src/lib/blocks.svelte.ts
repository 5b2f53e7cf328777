import type { BlockBody, SetBlockBody, VisitorView } from '../../../generated/api'
import { api, ok } from './api/client'
import { t } from './i18n.svelte'
import { session } from './session.svelte'
import { attempt, toasts } from './toasts.svelte'

type Terms = Omit<BlockBody, 'visitorId'>
type Changed = (visitor: VisitorView) => void

/** Blocks visitors, or for agents who may not, asks for it. */
class Blocks {
  /** The visitor for whom the dialog is open. */
  asked = $state<{ visitor: VisitorView; changed: Changed } | null>(null)

  ask(visitor: VisitorView, changed: Changed): void {
    this.asked = { visitor, changed }
  }

  /** Blocks the visitor of the dialog on these terms. */
  async make(terms: Terms): Promise<void> {
    if (!this.asked) return
    const { visitor, changed } = this.asked
    const now = session.isAgent ? await this.#byAgent(visitor, { ...terms, isBlocked: true }) : await this.#byTenant(visitor, terms)
    changed(now)
    toasts.say(now.isBlocked ? t('The visitor is blocked') : t('An administrator was asked to block the visitor'))
    this.asked = null
  }

  /** Ends the block of a visitor. */
  end(visitor: VisitorView, changed: Changed): Promise<boolean> {
    return attempt(async () => {
      if (session.isAgent) return changed(await this.#byAgent(visitor, { isBlocked: false }))
      if (visitor.blockId) await ok(api.DELETE('/api/tenant/blocks/{id}', { params: { path: { id: visitor.blockId } } }))
      changed({ ...visitor, isBlocked: false, blockId: null })
    }, t('The visitor is no longer blocked'))
  }

  async #byAgent(visitor: VisitorView, body: SetBlockBody): Promise<VisitorView> {
    return (await ok(api.PUT('/api/agent/visitors/{id}/block', { params: { path: { id: visitor.id } }, body }))).visitor
  }

  async #byTenant(visitor: VisitorView, terms: Terms): Promise<VisitorView> {
    const { block } = await ok(api.POST('/api/tenant/blocks', { body: { ...terms, visitorId: visitor.id } }))
    return { ...visitor, isBlocked: true, blockId: block.id }
  }
}

export const blocks = new Blocks()
