// The whole team. A response has everybody, except in teams so large that a cursor leads on.
import type { AgentView, Colleague, InvitationView } from '../../../generated/api'
import { api, ok } from './api/client'

type Page<Member> = { agents: Member[]; pagination: { nextCursor: string | null } }

async function everybody<Member, First extends Page<Member>>(page: (query: { cursor?: string }) => Promise<First>): Promise<First> {
  const all = await page({})
  let { nextCursor } = all.pagination
  while (nextCursor) {
    const next = await page({ cursor: nextCursor })
    all.agents.push(...next.agents)
    ;({ nextCursor } = next.pagination)
  }
  return all
}

/** All agents with their figures, and pending invitations; for the workspace's owner. */
export const team = (): Promise<Page<AgentView> & { invitations: InvitationView[] }> =>
  everybody((query) => ok(api.GET('/api/tenant/agents', { params: { query } })))

/** Those who can have conversations: admins have none. */
export const assignable = (members: AgentView[]): AgentView[] => members.filter((member) => member.position !== 'ADMIN')

/** All agents to whom conversations can be assigned; for agents. */
export const colleagues = (): Promise<Page<Colleague>> => everybody((query) => ok(api.GET('/api/agent/agents', { params: { query } })))
