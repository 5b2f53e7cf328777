// The API, by the types that are made of its OpenAPI document: a call that it does not know does not compile.
import createClient from 'openapi-fetch'
import type { Error as Problem, Paths } from '../../../../generated/api'
import { msg } from '../i18n.svelte'

/** Empty where the API is beside the console. */
export const apiUrl = document.querySelector<HTMLMetaElement>('meta[name=api-url]')?.content ?? ''

export const api = createClient<Paths>({ baseUrl: apiUrl || location.origin, querySerializer: { array: { style: 'form', explode: false } } })

/** What the API refuses, or that it could not be reached (status 0). */
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

/** The answer's body, or an ApiError. */
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
