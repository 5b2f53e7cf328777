import { describe, expect, it, vi } from 'vitest'
import { Pages } from '../src/lib/pages.svelte'

vi.mock('../src/lib/toasts.svelte', () => ({ attempt: (action: () => Promise<unknown>) => action() })) // which need a page

type Answer = { items: string[]; nextCursor: string | null }

/** A list whose pages come when they are told to. */
function aList() {
  const answers: ((answer: Answer) => void)[] = []
  const asked: (string | null)[] = []
  const pages = new Pages<string>((cursor) => new Promise((resolve) => (asked.push(cursor), answers.push(resolve))))
  const answer = async (number: number, items: string[], nextCursor: string | null = null): Promise<void> => {
    answers[number - 1]!({ items, nextCursor })
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { pages, asked, answer }
}

describe('a list of pages', () => {
  it('shows the answer to the last question, whichever comes last', async () => {
    const { pages, answer } = aList()
    void pages.load()
    void pages.load()
    await answer(2, ['new'], 'next')
    await answer(1, ['old'])
    expect([pages.items, pages.cursor]).toEqual([['new'], 'next'])
  })

  it('has no page twice', async () => {
    const { pages, asked, answer } = aList()
    void pages.load()
    await answer(1, ['one'], 'next')
    void pages.load(true)
    void pages.load(true)
    await answer(2, ['two'])
    expect([pages.items, asked]).toEqual([['one', 'two'], [null, 'next']])
  })

  it('has no page of another list after it', async () => {
    const { pages, answer } = aList()
    void pages.load()
    await answer(1, ['one'], 'next')
    void pages.load(true)
    void pages.load()
    await answer(3, ['other'])
    await answer(2, ['two'])
    expect(pages.items).toEqual(['other'])
  })
})
