// Files that go with their message, of those who cannot upload them before: in this page only, by IDs of its own.
import { newId } from './id'

const BEGINS = 'held-'
/** Bytes of all files of a message: a function takes 6 MB, of which encoding takes a third. */
export const MOST_BYTES = 4_000_000

const files = new Map<string, File>()

export function hold(file: File): string {
  const id = BEGINS + newId()
  files.set(id, file)
  return id
}

export const isHeld = (id: string): boolean => id.startsWith(BEGINS)

/** The file, unless the page was loaded anew since. */
export const heldFile = (id: string): File | undefined => files.get(id)

/** A message as a form with its files. Lists have no place in a form. */
export function formOf(body: object, ids: string[]): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(body)) if (!Array.isArray(value)) form.append(name, String(value))
  for (const id of ids) form.append('attachments', files.get(id)!)
  return form
}
