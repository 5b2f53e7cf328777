import type { AttachmentsBody, Upload } from '../../../generated/api'
import { isolated } from '../../../shared/direction'
import { MOST, problemOf, typeOf } from '../../../shared/files'
import { ApiError } from './api/client'
import { hold, isHeld, MOST_BYTES } from './held'
import { apiMessage, msg, t } from './i18n.svelte'
import { toasts } from './toasts.svelte'
import type { File as Uploaded } from './unsent'
import { upload } from './upload'

type Chosen = Uploaded & { key: number; done: number; isReady: boolean }
/** Asks for the forms to upload files with. */
type Announce = (body: AttachmentsBody) => Promise<Upload[]>

const PROBLEMS = { type: msg('This type of file is not allowed'), size: msg('At most 10 MB per file'), empty: msg('A file must not be empty') }

/** Files that are chosen for a message or a canned reply, some of them still on their way. */
export class Attachments {
  chosen = $state<Chosen[]>([])
  #announce: Announce | null
  #nextKey = 0

  /** With nothing to announce them by, files go with the message. */
  constructor(announce: Announce | null, begun: Uploaded[] = []) {
    this.#announce = announce
    this.reset(begun)
  }

  get areReady(): boolean {
    return this.chosen.every((file) => file.isReady)
  }

  get isFull(): boolean {
    return this.chosen.length >= MOST
  }

  /** Those that are uploaded. */
  ready(): Uploaded[] {
    return this.chosen.filter((file) => file.isReady).map(({ key: _, done: __, isReady: ___, ...file }) => file)
  }

  reset(files: Uploaded[] = []): void {
    this.chosen = []
    for (const file of files) this.take(file)
  }

  /** Adds one that is uploaded already; false if there is no room for it. */
  take(file: Uploaded): boolean {
    if (this.chosen.some(({ id }) => id === file.id)) return true
    if (this.isFull) return false
    this.chosen.push({ ...file, key: this.#nextKey++, done: 1, isReady: true })
    return true
  }

  remove(key: number): void {
    this.chosen = this.chosen.filter((file) => file.key !== key)
  }

  /** Uploads files, and says which cannot be; `arrived` is called after each. */
  async add(files: Iterable<File>, arrived: () => void = () => undefined): Promise<void> {
    const some = [...files]
    if (some.length > MOST - this.chosen.length) toasts.say(t('At most five files'), 'error')
    for (const file of some.slice(0, MOST - this.chosen.length)) {
      const problem = problemOf(file)
      if (problem) {
        toasts.say(`${isolated(file.name)}: ${t(PROBLEMS[problem])}`, 'error')
        continue
      }
      const mimeType = typeOf(file)!
      if (!this.#announce) {
        const bytes = this.chosen.reduce((sum, { id, size }) => sum + (isHeld(id) ? size : 0), file.size)
        if (bytes > MOST_BYTES) toasts.say(`${isolated(file.name)}: ${t('At most 4 MB together')}`, 'error')
        else this.take({ id: hold(file), name: file.name, size: file.size, mimeType })
        arrived()
        continue
      }
      const key = this.#nextKey++
      this.chosen.push({ key, id: '', name: file.name, size: file.size, mimeType, done: 0, isReady: false })
      const entry = (): Chosen | undefined => this.chosen.find((other) => other.key === key)
      try {
        const form = (await this.#announce({ files: [{ fileName: file.name, mimeType, size: file.size }] }))[0]!
        await upload(form, file, (done) => {
          const at = entry()
          if (at) at.done = done
        })
        const at = entry()
        if (at) Object.assign(at, { id: form.attachmentId, done: 1, isReady: true })
        arrived()
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        this.remove(key)
        toasts.say(`${isolated(file.name)}: ${Object.values(error.fields)[0] ?? apiMessage(error.message)}`, 'error')
      }
    }
  }
}
