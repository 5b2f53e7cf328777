// The API client, typed by the OpenAPI document: an unknown call does not compile.
import createClient from 'openapi-fetch'
import type { Error as Problem, Paths } from '../../../../generated/api'
import { fetched } from '../early'
import { msg } from '../i18n.svelte'
import { toJson } from '../json'
import { inOrder } from './order'

export const api = createClient<Paths>({
  baseUrl: location.origin,
  fetch: inOrder(fetched),
  querySerializer: { array: { style: 'form', explode: false } },
  bodySerializer: toJson,
})

/** An error response of the API, or that it could not be reached (status 0). */
export class ApiError extends Error {
  readonly code: string | undefined
  readonly fields: Record<string, string>

  constructor(
    readonly status: number,
    problem?: Partial<Problem>,
  ) {
    super(problem?.statusMessage ?? (status ? msg('Something went wrong') : msg('The server cannot be reached')))
    this.code = problem?.data?.code
    this.fields = Object.fromEntries((problem?.data?.errors ?? []).map((error) => [error.field, error.message]))
  }
}

/** Returns the response's body or throws an ApiError. */
export async function ok<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer
  try {
    answer = await call
  } catch {
    throw new ApiError(0)
  }
  if (!answer.response.ok) throw new ApiError(answer.response.status, answer.error as Problem)
  return answer.data as T
}
