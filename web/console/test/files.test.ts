import { describe, expect, it } from 'vitest'
import { isolated } from '../../shared/direction'
import { accepted, problemOf, typeOf } from '../../shared/files'

const OFFICE = 'application/vnd.openxmlformats-officedocument.'

describe('a file that somebody chose', () => {
  it.each([
    ['a.png', 'image/png', 'image/png'],
    ['a.zip', 'application/x-zip-compressed', 'application/zip'],
    ['a.docx', '', `${OFFICE}wordprocessingml.document`],
    ['A.XLSX', 'application/octet-stream', `${OFFICE}spreadsheetml.sheet`],
    ['photo.jfif', 'image/jpeg', 'image/jpeg'],
    ['photo.jfif', '', 'image/jpeg'],
    ['a.odt', '', 'application/vnd.oasis.opendocument.text'],
    [`${'n'.repeat(280)}.pdf`, 'application/pdf', 'application/pdf'],
    ['pasted', 'image/pjpeg', 'image/jpeg'],
    ['no ending', 'application/vnd.ms-excel.sheet.macroenabled.12', 'application/vnd.ms-excel.sheet.macroEnabled.12'],
  ])('%s of type “%s” is announced as %s', (name, type, announced) => {
    expect(typeOf({ name, type })).toBe(announced)
  })

  it.each([
    ['a.exe', ''],
    ['a.svg', 'image/svg+xml'],
    ['a.html', 'text/html'],
    ['noname', ''],
    ['constructor', 'toString'],
  ])('%s of type “%s” is not sent', (name, type) => {
    expect(problemOf(new File(['x'], name, { type }))).toBe('type')
  })

  it('is not sent when it is empty or too large', () => {
    const sized = (size: number): File => Object.defineProperty(new File([], 'a.png'), 'size', { value: size })
    expect([0, 1, 10 * 1024 * 1024, 10 * 1024 * 1024 + 1].map((size) => problemOf(sized(size)))).toEqual(['empty', null, null, 'size'])
  })

  it('is offered by its ending', () => {
    expect(accepted.split(',')).toEqual(expect.arrayContaining(['.jfif', '.docx', '.odt', '.zip']))
  })
})

describe('a name in a sentence', () => {
  it.each([
    ['Bob', 'Bob'],
    ['Zoë 東京', 'Zoë 東京'],
    ['نورة', '\u2068نورة\u2069'],
    ['דנה Cohen', '\u2068דנה Cohen\u2069'],
  ])('%s stays where it is', (name, shown) => {
    expect(isolated(name)).toBe(shown)
  })
})
