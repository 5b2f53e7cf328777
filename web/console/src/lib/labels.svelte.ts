import type { ConversationView, LabelCard, LabelView } from '../../../generated/api'
import { api, ok } from './api/client'
import { session } from './session.svelte'

/** The workspace's labels, by name. */
class Labels {
  list = $state<LabelView[]>([])
  /** Those that can be set. */
  offered = $derived(this.list.filter((label) => !label.isArchived))

  async load(): Promise<void> {
    this.list = (await (session.isAgent ? ok(api.GET('/api/agent/labels')) : ok(api.GET('/api/tenant/labels')))).labels
  }
}

export const labels = new Labels()

/** A conversation with its labels as they are now: renamed and recolored, without those that are gone. */
export function withLabels<T extends ConversationView>(conversation: T, now: LabelCard[]): T {
  if (!conversation.labels.length) return conversation
  const names = new Set(conversation.labels.map(({ name }) => name))
  const kept = conversation.labels.flatMap(({ id }) => now.find((label) => label.id === id) ?? [])
  return { ...conversation, labels: kept, tags: [...kept.map(({ name }) => name), ...conversation.tags.filter((tag) => !names.has(tag))] }
}

/** A conversation's texts that are no labels of the workspace. */
export const otherTags = ({ labels, tags }: ConversationView): string[] => tags.filter((tag) => !labels.some(({ name }) => name === tag))
