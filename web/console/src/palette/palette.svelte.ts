// The two dialogs that are opened from anywhere, by a key or the menu. They are fetched when they are first opened.
import type { Component } from 'svelte'
import type { Inbox } from '../inbox/inbox.svelte'
import { t } from '../lib/i18n.svelte'
import { toasts } from '../lib/toasts.svelte'

/** A page of the console. */
export type Page = { path: string; label: string }
/** Where commands lead, and what they change. */
export type Surroundings = { inbox: Inbox; home: string; pages: Page[]; logOut: () => unknown }

class Overlay<Props extends object = Record<string, never>> {
  isOpen = $state(false)
  part = $state.raw<Component<Props> | null>(null)

  constructor(private readonly load: () => Promise<{ default: Component<Props> }>) {}

  async open(): Promise<void> {
    try {
      this.part ??= (await this.load()).default
      this.isOpen = true
    } catch {
      toasts.say(t('The server cannot be reached'), 'error')
    }
  }
}

export const palette = new Overlay<Surroundings>(() => import('./Palette.svelte'))
export const help = new Overlay(() => import('./Help.svelte'))
