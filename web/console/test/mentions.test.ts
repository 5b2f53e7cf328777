import { describe, expect, it } from 'vitest'
import { mentionAt, named, stillIn, withMentions } from '../src/lib/mentions'

const ANNA = { id: 'usr_a', name: 'Anna' }
const ANNA_LEE = { id: 'usr_l', name: 'Anna Lee' }
const OEZGE = { id: 'usr_o', name: 'Özge Şen' }

describe('mentions', () => {
  it('begin with an at sign that begins a word', () => {
    expect(mentionAt('Ask @Öz', 7)).toEqual({ start: 4, query: 'Öz' })
    expect(mentionAt('@', 1)).toEqual({ start: 0, query: '' })
    expect([mentionAt('mail@example', 12), mentionAt('@Anna knows', 11)]).toEqual([null, null])
  })

  it('are offered by the beginning of any name', () => {
    expect(named([ANNA, ANNA_LEE, OEZGE], 'şe')).toEqual([OEZGE])
    expect(named([ANNA, ANNA_LEE, OEZGE], 'an')).toEqual([ANNA, ANNA_LEE])
  })

  it('are of whom the text still names', () => {
    expect(stillIn('@Özge Şen knows', [ANNA, OEZGE])).toEqual([OEZGE])
  })

  it('are pieces of the text, the longer name first', () => {
    expect(withMentions('@Anna Lee and @Anna', [ANNA, ANNA_LEE])).toEqual([
      { text: '@Anna Lee', id: 'usr_l' },
      { text: ' and ', id: null },
      { text: '@Anna', id: 'usr_a' },
    ])
  })
})
