import type { VisitorView } from '../../../generated/api'
import { api, ok } from './api/client'

const SHOWN = 6

/** Who may be the same person: of the visitor's site, by what was typed, or without that by the same e-mail address. */
export async function alike(visitor: VisitorView, typed: string): Promise<VisitorView[]> {
  const search = typed || visitor.userEmail
  if (!search) return []
  const { visitors } = await ok(api.GET('/api/tenant/visitors', { params: { query: { search, siteId: visitor.siteId, limit: SHOWN + 1 } } }))
  const others = visitors.filter((one) => one.id !== visitor.id)
  return (typed ? others : others.filter((one) => one.userEmail?.toLowerCase() === search.toLowerCase())).slice(0, SHOWN)
}

/** Who remains of two: whoever the site vouches for, if that is one of them. */
export const mustRemain = (one: VisitorView, other: VisitorView): VisitorView | null => (one.isVerified === other.isVerified ? null : one.isVerified ? one : other)

export async function merge(gone: VisitorView, kept: VisitorView): Promise<VisitorView> {
  return (await ok(api.POST('/api/tenant/visitors/{id}/merge', { params: { path: { id: gone.id } }, body: { intoVisitorId: kept.id } }))).visitor
}

export async function unmerge(visitorId: string): Promise<VisitorView> {
  return (await ok(api.POST('/api/tenant/visitors/{id}/unmerge', { params: { path: { id: visitorId } } }))).visitor
}

export async function visitorOf(id: string): Promise<VisitorView> {
  return (await ok(api.GET('/api/tenant/visitors/{id}', { params: { path: { id } } }))).visitor
}
