import { describe, expect, it } from 'vitest'
import { matching } from '../src/palette/matching'

const all = ['Resolve', 'Go to Reports', 'Assign to Zoë Reyes', 'Görüşmeyi çöz', 'IŞIK'].map((text) => ({ id: text, text }))
const texts = (typed: string, recent: string[] = []): string[] => matching(all, typed, recent).map(({ text }) => text)

describe('what is typed in the palette', () => {
  it.each([
    ['res', ['Resolve']],
    ['re', ['Resolve', 'Go to Reports', 'Assign to Zoë Reyes']],
    ['zoe', ['Assign to Zoë Reyes']],
    ['reyes assign', ['Assign to Zoë Reyes']],
    ['gorusme', ['Görüşmeyi çöz']],
    ['ışık', ['IŞIK']],
    ['port', ['Go to Reports']],
    ['nothing', []],
  ])('“%s” finds %o', (typed, found) => {
    expect(texts(typed)).toEqual(found)
  })

  it('is found by its second text, after those that are by their first', () => {
    const replies = [
      { id: 'a', text: '/hello', detail: 'About our refunds' },
      { id: 'b', text: '/refund', detail: 'Hello' },
    ]
    expect(matching(replies, 'refund', []).map(({ id }) => id)).toEqual(['b', 'a'])
  })

  it('finds what was chosen most recently first', () => {
    expect(texts('re', ['Assign to Zoë Reyes', 'Go to Reports'])).toEqual(['Resolve', 'Assign to Zoë Reyes', 'Go to Reports'])
  })
})
