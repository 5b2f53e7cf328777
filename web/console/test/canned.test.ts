import { describe, expect, it } from 'vitest'
import type { CannedReplyView, ConversationDetail, UserView } from '../../generated/api'
import { commandAt, filled, matching } from '../src/lib/canned'

const reply = (shortcode: string, content: string, translations: Record<string, string> = {}): CannedReplyView => ({
  id: shortcode,
  shortcode,
  content,
  translations,
  attachments: [],
  isOwn: false,
  useCount: 0,
  lastUsedAt: null,
  createdAt: '',
  updatedAt: '',
})
const conversation = (visitor: { userName?: string | null; userEmail?: string | null; language?: string | null }): ConversationDetail =>
  ({ visitor: { userName: null, userEmail: null, language: null, ...visitor } }) as ConversationDetail
const jane = { name: 'Jane' } as UserView

describe('a slash command', () => {
  it.each([
    ['/', 1, { start: 0, query: '' }],
    ['/ref', 4, { start: 0, query: 'ref' }],
    ['Hello /ref', 10, { start: 6, query: 'ref' }],
    ['Hello\n/ref and more', 10, { start: 6, query: 'ref' }],
    ['and/or', 6, null],
    ['/ref now', 8, null],
    ['https://example.com', 19, null],
  ])('in “%s” at %i is %o', (text, caret, command) => {
    expect(commandAt(text, caret)).toEqual(command)
  })
})

describe('matching replies', () => {
  const replies = [reply('bye', 'Refund sent, goodbye'), reply('no-refund', 'Sorry'), reply('refund', 'On its way')]

  it('come by the beginning of the shortcode, the rest of it, and the text', () => {
    expect(matching(replies, 'REF').map((one) => one.shortcode)).toEqual(['refund', 'no-refund', 'bye'])
  })
  it('are all without a word', () => {
    expect(matching(replies, '')).toHaveLength(3)
  })
  it('are none without a match', () => {
    expect(matching(replies, 'xyz')).toEqual([])
  })
})

describe('an inserted reply', () => {
  it.each([
    ['Hello {{visitor.name|there}}!', { userName: 'Ada' }, 'Hello Ada!'],
    ['Hello {{visitor.name|there}}!', {}, 'Hello there!'],
    ['Hello {{ visitor.name | there }}!', { userName: '  ' }, 'Hello there!'],
    ['Hello {{visitor.name}}!', {}, 'Hello !'],
    ['{{visitor.email}}, {{agent.name}}', { userEmail: 'ada@example.com' }, 'ada@example.com, Jane'],
    ['{{visitor.name}}', { userName: '{{agent.name}}' }, '{{agent.name}}'],
  ])('“%s” for %o says “%s”', (content, visitor, text) => {
    expect(filled(reply('x', content), conversation(visitor), jane)).toBe(text)
  })
  it("is in the visitor's language where there is one", () => {
    const greeting = reply('hi', 'Hello', { de: 'Hallo' })
    expect(filled(greeting, conversation({ language: 'de-AT' }), jane)).toBe('Hallo')
    expect(filled(greeting, conversation({ language: 'fr' }), jane)).toBe('Hello')
  })
})
