// What can be done with the open conversation: the palette offers all of it, the thread's menu what has no button.
import { tick } from 'svelte'
import type { ConversationDetail } from '../../../generated/api'
import { blocks } from '../lib/blocks.svelte'
import { confirmed } from '../lib/confirm.svelte'
import { t } from '../lib/i18n.svelte'
import { labels } from '../lib/labels.svelte'
import { router } from '../lib/router.svelte'
import { session } from '../lib/session.svelte'
import type { InboxShortcut } from '../lib/shortcuts.svelte'
import { choices } from '../lib/snoozing'
import { attempt, toasts } from '../lib/toasts.svelte'
import type { Inbox } from './inbox.svelte'

export type Action = { id: string; text: string; run: () => unknown; shortcut?: InboxShortcut; inMenu?: true; isDanger?: true }

/** Resolving informs the visitor at once: an accidental key press must not do it. */
export async function resolve(inbox: Inbox): Promise<void> {
  if (!inbox.open || inbox.open.isSpam || inbox.open.status === 'CLOSED') return
  const { id } = inbox.open // another one may be open when it is confirmed, as by a notification
  if (await confirmed(t('Resolve this conversation?'), t('The visitor is notified and asked for a rating.'), t('Resolve'))) await attempt(() => inbox.resolve(id))
}

/** As the arrow key does it, so that the first entry has the focus. */
export function openMenu(id: 'labels' | 'snooze' | 'assign'): void {
  const button = document.getElementById(id)
  button?.focus()
  button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
}

export async function showPanel(inbox: Inbox): Promise<void> {
  inbox.panelIsOpen = !inbox.panelIsOpen
  await tick()
  if (inbox.panelIsOpen) document.querySelector<HTMLElement>('aside[tabindex]')?.focus()
}

async function mailTranscript(inbox: Inbox, { id, visitor }: ConversationDetail): Promise<void> {
  const email = visitor.userEmail ?? ''
  if (!(await confirmed(t('E-mail the transcript?'), t('What was written in this conversation, without notes, is sent to {email}.', { email }), t('Send')))) return
  await attempt(() => inbox.mailTranscript(id), t('The transcript is on its way'))
}

async function remove(inbox: Inbox, { id }: ConversationDetail, home: string): Promise<void> {
  if (!(await confirmed(t('Delete this conversation?'), t('This also deletes its messages and files. It cannot be undone.'), t('Delete')))) return
  if ((await attempt(() => inbox.remove(id), t('The conversation was deleted'))) && inbox.openId === id) router.go(home)
}

/** The actions on the open conversation that its state and whoever looks allow; none without one. */
export function actionsOn(inbox: Inbox, home: string): Action[] {
  const { open } = inbox
  if (!open) return []
  const { isAgent } = session
  const { visitor } = open
  const isLive = open.status !== 'CLOSED' && !open.isSpam
  const changed = (now: typeof visitor): void => inbox.visitorChanged(now)
  const block: Action = visitor.isBlocked
    ? { id: 'unblock', text: t('Unblock visitor'), run: () => blocks.end(visitor, changed), inMenu: true }
    : { id: 'block', text: t('Block visitor…'), run: () => blocks.ask(visitor, changed), inMenu: true }
  const offered: [unknown, Action][] = [
    [isAgent && !open.isSpam, { id: 'reply', text: t('Reply'), run: () => document.getElementById('reply')?.focus(), shortcut: 'reply' }],
    [inbox.canTake, { id: 'take', text: t('Take'), run: () => attempt(() => inbox.take()), shortcut: 'take' }],
    [isLive, { id: 'resolve', text: t('Resolve'), run: () => resolve(inbox), shortcut: 'resolve' }],
    ...inbox.assignees.map((person): [unknown, Action] => [true, { id: `assign:${person.id}`, text: t('Assign to {name}', { name: person.name }), run: () => attempt(() => inbox.assign(person)) }]),
    ...labels.list
      .map((label) => ({ label, isSet: open.labels.some(({ id }) => id === label.id) }))
      .map(({ label, isSet }): [unknown, Action] => [isSet || !label.isArchived, { id: `label:${label.id}`, text: isSet ? t('Remove label {name}', { name: label.name }) : t('Add label {name}', { name: label.name }), run: () => attempt(() => inbox.setLabel(label, !isSet)) }]),
    [isLive && open.isSnoozed, { id: 'wake', text: t('End snoozing'), run: () => attempt(() => inbox.snooze(false), t('No longer snoozed')) }],
    ...(isLive ? choices() : []).map(([text, at]): [unknown, Action] => [true, { id: `snooze:${text}`, text: t('Snooze: {until}', { until: text }), run: () => inbox.snoozed(at) }]),
    [isLive, { id: 'snooze', text: t('Snooze: {until}', { until: t('Until the visitor writes') }), run: () => inbox.snoozed() }],
    [true, { id: 'visitor', text: t('Show the visitor'), run: () => showPanel(inbox), shortcut: 'visitor' }],
    [toasts.list.some(({ action }) => action), { id: 'undo', text: t('Undo'), run: () => toasts.act(), shortcut: 'undo' }],
    [!isAgent && open.unreadCount, { id: 'read', text: t('Mark as read'), run: () => inbox.readNow(), inMenu: true }],
    [true, { id: 'spam', text: open.isSpam ? t('Not spam') : t('Mark as spam…'), run: () => attempt(() => inbox.toggleSpam([open])), shortcut: 'spam', inMenu: true }],
    [!isAgent && open.status === 'CLOSED' && !open.isSpam, { id: 'reopen', text: t('Reopen'), run: () => attempt(() => inbox.setStatus(open.agentId ? 'ACTIVE' : 'WAITING'), t('Reopened')), inMenu: true }],
    [!isAgent, { id: 'hold', text: open.onHold ? t('End the legal hold') : t('Put on legal hold'), run: () => attempt(() => inbox.hold(!open.onHold)), inMenu: true }],
    [isAgent && visitor.userEmail && !open.isSpam, { id: 'transcript', text: t('E-mail the transcript…'), run: () => mailTranscript(inbox, open), inMenu: true }],
    [!visitor.isBlocked || blocks.mayEnd, block],
    [!isAgent, { id: 'delete', text: t('Delete'), run: () => remove(inbox, open, home), inMenu: true, isDanger: true }],
  ]
  return offered.flatMap(([isOffered, action]) => (isOffered ? [action] : []))
}
