// Every shortcut there is: handlers, the palette and the help follow this list.
import { msg } from './i18n.svelte'
import { keep, recall } from './storage'

const KEY = 'connextlive.shortcuts'

/** By group. Those in `writing` are part of the fields' own behavior. */
export const SHORTCUTS = {
  everywhere: {
    palette: { keys: ['Mod', 'K'], text: msg('Search and commands') },
    help: { keys: ['?'], text: msg('Keyboard shortcuts') },
  },
  inbox: {
    next: { keys: ['j'], text: msg('Next conversation') },
    previous: { keys: ['k'], text: msg('Previous conversation') },
    search: { keys: ['/'], text: msg('Search conversations') },
    reply: { keys: ['r'], text: msg('Reply') },
    take: { keys: ['t'], text: msg('Take') },
    assign: { keys: ['a'], text: msg('Assign') },
    labels: { keys: ['l'], text: msg('Labels') },
    snooze: { keys: ['z'], text: msg('Snooze') },
    resolve: { keys: ['e'], text: msg('Resolve') },
    undo: { keys: ['u'], text: msg('Undo') },
    spam: { keys: ['!'], text: msg('Mark as spam, or not') },
    select: { keys: ['x'], text: msg('Select the conversation') },
    visitor: { keys: ['i'], text: msg('Show the visitor') },
    clear: { keys: ['Escape'], text: msg('Clear the selection') },
  },
  writing: {
    send: { keys: ['Enter'], text: msg('Send') },
    line: { keys: ['Shift', 'Enter'], text: msg('New line') },
    canned: { keys: ['/'], text: msg('Insert a canned reply') },
    mention: { keys: ['@'], text: msg('Mention a colleague in a note') },
    leave: { keys: ['Escape'], text: msg('Leave the field') },
  },
} as const

export const GROUPS = { everywhere: msg('Everywhere'), inbox: msg('In the inbox'), writing: msg('While writing') } as const

export type Group = keyof typeof SHORTCUTS
export type Shortcut = { [G in Group]: (typeof SHORTCUTS)[G][keyof (typeof SHORTCUTS)[G]] }[Group]
export type InboxShortcut = keyof (typeof SHORTCUTS)['inbox']

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

/** A key as it is written on the user's keyboard. */
export const keyName = (key: string): string => (key === 'Mod' ? (isApple() ? '⌘' : 'Ctrl') : key === 'Escape' ? 'Esc' : key)

/** Which shortcut of a group a key press is, if any. */
export function pressed<G extends Group>(group: G, event: KeyboardEvent): keyof (typeof SHORTCUTS)[G] | null {
  const withMod = event.ctrlKey || event.metaKey
  for (const [name, { keys }] of Object.entries(SHORTCUTS[group]) as [keyof (typeof SHORTCUTS)[G], { keys: readonly string[] }][]) {
    const key = keys.at(-1)
    if (keys[0] === 'Mod' ? withMod && !event.altKey && !event.shiftKey && event.key.toUpperCase() === key : !withMod && !event.altKey && event.key === key) return name
  }
  return null
}

const isTyped = (target: HTMLElement): boolean => target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')

/** Whether a key press may mean a single-letter shortcut: not while somebody types, or in a dialog or menu. */
export function isFree(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement
  return shortcuts.isOn && !isTyped(target) && !target.closest('[role=dialog], [role=menu], [role=alertdialog]')
}

/** Whether Escape leaves the field that has the focus. */
export const leavesField = (event: KeyboardEvent): boolean => event.key === 'Escape' && isTyped(event.target as HTMLElement)

// Single-letter shortcuts interfere with speech input and accidental key presses: they can be turned off (WCAG 2.1.4).
class Shortcuts {
  isOn = $state(recall(KEY) !== 'off')

  turn(on: boolean): void {
    this.isOn = on
    keep(KEY, on ? 'on' : 'off')
  }
}

export const shortcuts = new Shortcuts()
