import { describe, expect, it } from 'vitest'
import { toJson } from '../src/lib/json'

describe('what the console sends', () => {
  it('has no halves of characters', () => {
    expect(toJson({ content: 'Yes 👍'.slice(0, -1), tags: ['👍'], note: null })).toBe('{"content":"Yes \ufffd","tags":["👍"],"note":null}')
  })
})
