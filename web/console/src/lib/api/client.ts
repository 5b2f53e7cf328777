// The API, by the types that are made of its OpenAPI document: a call that it does not know does not compile.
import createClient from 'openapi-fetch'
import type { components, paths } from './schema'

export type Schema = components['schemas']
export type Conversation = Schema['ConversationView']
export type Listed = Schema['ListedConversation']
export type ConversationDetail = Schema['ConversationDetail']
export type Message = Schema['MessageView']
export type Visitor = Schema['VisitorView']
export type Agent = Schema['AgentView']
export type Report = Schema['ReportView']
export type Figures = Schema['Figures']

/** Empty where the API is beside the console. */
export const apiUrl = document.querySelector<HTMLMetaElement>('meta[name=api-url]')?.content ?? ''

export const api = createClient<paths>({ baseUrl: apiUrl || location.origin, querySerializer: { array: { style: 'form', explode: false } } })

type Refusal = { statusCode?: number; statusMessage?: string; data?: { code?: string; errors?: { field: string; message: string }[] } | null }

/** What the API refuses, or that it could not be reached (status 0). */
export class ApiError extends Error {
  readonly code: string | undefined
  readonly fields: Record<string, string>

  constructor(
    readonly status: number,
    refusal?: Refusal,
  ) {
    super(refusal?.statusMessage ?? (status ? 'Something went wrong' : 'The server cannot be reached'))
    this.code = refusal?.data?.code
    this.fields = Object.fromEntries((refusal?.data?.errors ?? []).map((error) => [error.field, error.message]))
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
  if (!answer.response.ok) throw new ApiError(answer.response.status, answer.error as Refusal)
  return answer.data as T
}
