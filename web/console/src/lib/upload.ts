import type { Upload } from '../../../generated/api'
import { ApiError } from './api/client'
import { msg } from './i18n.svelte'

/** Uploads a file by a presigned form and reports its progress (0 to 1). */
export function upload(form: Pick<Upload, 'url' | 'fields'>, file: File, progress: (done: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value)
    body.append('file', file)
    const request = new XMLHttpRequest()
    request.open('POST', form.url)
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    request.onload = () => (request.status < 300 ? resolve() : reject(new ApiError(request.status, { statusMessage: msg('The file was not accepted') })))
    request.onerror = () => reject(new ApiError(0))
    request.send(body)
  })
}
