import { describe, expect, it } from 'vitest'
import { difference, merged } from '../src/lib/patch'

const BEFORE = { name: 'Acme', contact: null, settings: { widget: { color: 'red', team: ['a', 'b'] }, hours: { week: { monday: null } } } }

describe('merge patches', () => {
  it('change what they name, and remove what they name as null', () => {
    const after = merged(BEFORE, { name: 'Apex', settings: { widget: { color: null, team: ['b'] } } })
    expect(after).toEqual({ ...BEFORE, name: 'Apex', settings: { widget: { team: ['b'] }, hours: { week: { monday: null } } } })
    expect(after.settings.hours).toBe(BEFORE.settings.hours)
  })

  it('are found between two states, so that going back leaves none', () => {
    const patch = { name: 'Apex', settings: { widget: { color: null }, ai: { mood: true } } }
    expect(difference(BEFORE, merged(BEFORE, patch))).toEqual(patch)
    expect(difference(BEFORE, merged(merged(BEFORE, patch), { name: 'Acme', settings: { widget: { color: 'red' }, ai: null } }))).toEqual({})
  })

  it('tell no difference between nothing and null', () => {
    expect(difference({ contact: null }, {})).toEqual({})
  })
})
