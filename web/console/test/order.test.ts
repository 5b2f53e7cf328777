import { describe, expect, it } from 'vitest'
import { inOrder } from '../src/lib/api/order'

const LABELS = 'https://example.com/api/labels'

/** A server whose answers come when they are told to: each says the how manieth question it answers. */
function aServer() {
  const answers: (() => void)[] = []
  const asked: string[] = []
  const fetch = inOrder(
    (request) =>
      new Promise((resolve) => {
        const number = asked.push(`${request.method} ${request.url}`)
        answers.push(() => resolve(new Response(String(number))))
      }),
  )
  return {
    asked,
    ask: (url: string, method = 'GET') => fetch(new Request(url, { method })).then((response) => response.text()),
    answer: async (number: number): Promise<void> => {
      await idle()
      answers[number - 1]!()
      await idle()
    },
  }
}

const idle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('answers', () => {
  it('are asked for again if a later one has overtaken them', async () => {
    const { ask, answer } = aServer()
    const [first, second] = [ask(LABELS), ask(LABELS)]
    await answer(2)
    await answer(1)
    await answer(3)
    expect(await Promise.all([first, second])).toEqual(['3', '2'])
  })

  it('are asked for again if a change of the same has overtaken them', async () => {
    const { ask, answer } = aServer()
    const [read, change] = [ask(LABELS), ask(LABELS, 'POST')]
    await answer(2)
    await answer(1)
    await answer(3)
    expect(await Promise.all([read, change])).toEqual(['3', '2'])
  })

  it('that come in order, or of something else, are taken as they are', async () => {
    const { ask, answer, asked } = aServer()
    const all = [ask(LABELS), ask(LABELS), ask(`${LABELS}?page=2`), ask(`${LABELS}/1`, 'PUT')]
    for (const number of [4, 3, 1, 2]) await answer(number)
    expect(await Promise.all(all)).toEqual(['1', '2', '3', '4'])
    expect(asked).toHaveLength(4)
  })
})

describe('changes', () => {
  it('of the same wait for each other', async () => {
    const { ask, answer, asked } = aServer()
    const [first, second, other] = [ask(LABELS, 'PATCH'), ask(LABELS, 'PATCH'), ask(`${LABELS}/1`, 'PATCH')]
    await idle()
    expect(asked).toEqual([`PATCH ${LABELS}`, `PATCH ${LABELS}/1`])
    await answer(1)
    await answer(3)
    await answer(2)
    expect(await Promise.all([first, second, other])).toEqual(['1', '3', '2'])
  })
})
