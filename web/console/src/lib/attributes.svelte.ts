import type { AttributeDefinition, AttributeView, ConversationView, VisitorView } from '../../../generated/api'
import { locale } from './i18n.svelte'
import { session } from './session.svelte'
import { workspaces } from './workspace.svelte'

export type Attribute = AttributeView & { key: string }
export type Value = string | number | boolean
export type Values = Record<string, Value>

/** The workspace's custom attributes, by their labels. Agents have them from their profile, others in its settings. */
class Attributes {
  ofProfile = $state<Record<string, AttributeView>>({})
  list = $derived(session.isAgent ? sorted(this.ofProfile) : attributesOf(workspaces.current?.settings ?? {}))
}

export const attributes = new Attributes()

/** The definitions in settings. */
export function attributesOf(settings: Record<string, unknown>): Attribute[] {
  const stored = Object.entries((settings['attributes'] ?? {}) as Record<string, AttributeDefinition>)
  return sorted(
    Object.fromEntries(stored.map(([key, { label, type, of, options, isArchived }]) => [
      key,
      { label: label ?? key, type: type ?? 'TEXT', of: of ?? 'VISITOR', options: options ?? [], isArchived: isArchived ?? false },
    ])),
  )
}

function sorted(views: Record<string, AttributeView>): Attribute[] {
  const list = Object.entries(views).map(([key, view]) => ({ ...view, key }))
  return list.sort((a, b) => labelOf(a).localeCompare(labelOf(b), locale.language))
}

/** What an attribute is called in the reader's language. */
export function labelOf({ label, key }: Attribute): string {
  if (typeof label === 'string') return label
  const texts = (label ?? {}) as Record<string, string | undefined>
  return texts[locale.language] || texts['en'] || key
}

/** A conversation's values and its visitor's, whose keys differ. */
export const valuesOf = (conversation: Pick<ConversationView, 'attributes'> & { visitor: Pick<VisitorView, 'attributes'> }): Values => ({ ...conversation.attributes, ...conversation.visitor.attributes }) as Values
