import type { BlockBody, SetBlockBody, VisitorView } from '../../../generated/api'
import { api, ok } from './api/client'
import { t } from './i18n.svelte'
import { session } from './session.svelte'
import { attempt, toasts } from './toasts.svelte'

type Terms = Omit<BlockBody, 'visitorId' | 'address'>
type Changed = (visitor: VisitorView) => void

/** Blocks visitors, or for agents who may not, asks for it; and addresses. */
class Blocks {
  /** The visitor for whom the dialog is open, or an address without one. */
  asked = $state<{ visitor: VisitorView | null; changed: Changed } | null>(null)
  /** Whether the workspace lets agents block. */
  agentsMay = $state(false)
  /** Grows with each address that was blocked. */
  addresses = $state(0)

  ask(visitor: VisitorView, changed: Changed): void {
    this.asked = { visitor, changed }
  }

  askForAddress(): void {
    this.asked = { visitor: null, changed: () => undefined }
  }

  /** Whether somebody may end the block of a visitor. */
  get mayEnd(): boolean {
    return !session.isAgent || this.agentsMay
  }

  /** Blocks the visitor of the dialog on these terms. */
  async make(terms: Terms): Promise<void> {
    if (!this.asked?.visitor) return
    const { visitor, changed } = this.asked
    const now = session.isAgent ? await this.#byAgent(visitor, { ...terms, isBlocked: true }) : await this.#byTenant(visitor, terms)
    changed(now)
    toasts.say(now.isBlocked ? t('The visitor is blocked') : t('An administrator was asked to block the visitor'))
    this.asked = null
  }

  /** Blocks whoever comes from an address or a range of them. */
  async makeForAddress(address: string, terms: Terms): Promise<void> {
    const { block } = await ok(api.POST('/api/tenant/blocks', { body: { ...terms, address } }))
    toasts.say(t('{address} is blocked', { address: block.address ?? address }))
    this.addresses += 1
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

  /** How many others of the last visitors found came from an address. */
  async othersAt(address: string, visitorId: string): Promise<number> {
    const { visitors } = await ok(api.GET('/api/tenant/visitors', { params: { query: { search: address, limit: 100 } } }))
    return visitors.filter((visitor) => visitor.ip === address && visitor.id !== visitorId).length
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
