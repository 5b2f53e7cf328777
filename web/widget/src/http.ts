/** Requests to the API. */

import type { Error as Problem, Paths } from "../../generated/api";
import { toJson } from "./json";

const PATIENCE = 30_000;
/** The longest body that a browser still sends after its page is closed. */
const OUTLIVES = 16_000;

export type Method = "GET" | "POST" | "PATCH" | "DELETE";
/** A path of the API, with or without a query, or with a message's ID. */
export type Url = keyof Paths | `${keyof Paths}?${string}` | `/api/widget/messages/${string}`;
type Operation<M extends Method, U extends Url> = U extends `${infer Path extends keyof Paths}?${string}`
  ? Operation<M, Path>
  : U extends keyof Paths
    ? Paths[U][Lowercase<M> & keyof Paths[U]]
    : Operation<M, "/api/widget/messages/{id}">;
type Json<Body> = { content: { "application/json": Body } };
export type BodyOf<M extends Method, U extends Url> =
  Operation<M, U> extends { requestBody?: Json<infer Body> } ? Body : never;
export type AnswerTo<M extends Method, U extends Url> =
  Operation<M, U> extends { responses: { 200: Json<infer Answer> } } ? Answer : never;

export class ApiError extends Error {
  constructor(
    /** 0 if there was no response. */
    readonly status: number,
    message: string,
    readonly code: string | null = null,
    /** How long the server asks to wait before the next attempt, in milliseconds. */
    readonly wait = 0,
    /** What may be solved to be let through. */
    readonly challenge: string | null = null,
    /** What is wrong with which field. */
    readonly fields: { field: string; message: string }[] = [],
  ) {
    super(message);
  }

  /** Whether the workspace refuses this visitor, whatever they ask for. */
  get isOfVisitor(): boolean {
    return this.code === "CHAT_UNAVAILABLE";
  }

  /** Whether the same request may succeed later. */
  get isRetryable(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export async function request<T>(
  url: string,
  method: Method,
  headers: Record<string, string>,
  body?: unknown,
): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  // The response says what may be cached, and for how long. The API key is bound to the page's origin.
  const init: RequestInit = { method, headers, signal: patience.signal, credentials: "omit", referrerPolicy: "origin" };
  if (body !== undefined) {
    init.body = toJson(body);
    init.keepalive = init.body.length < OUTLIVES;
    headers["Content-Type"] = "application/json";
  }
  try {
    const response = await fetch(url, init);
    const answer = await response.json().catch(() => null);
    if (response.ok && answer !== null) return answer as T;
    const error = answer as Partial<Problem> | null;
    throw new ApiError(
      response.ok ? 0 : response.status,
      error?.statusMessage ?? response.statusText,
      error?.data?.code ?? null,
      1_000 * (Number(response.headers.get("Retry-After")) || 0),
      error?.data?.challenge ?? null,
      error?.data?.errors ?? [],
    );
  } catch (failure) {
    throw failure instanceof ApiError ? failure : new ApiError(0, String(failure));
  } finally {
    clearTimeout(timer);
  }
}
