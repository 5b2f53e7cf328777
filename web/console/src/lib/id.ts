/** A random ID. Over plain HTTP, `crypto.randomUUID` is missing. */
export function newId(): string {
  const randomUUID = crypto.randomUUID as (() => string) | undefined
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return randomUUID ? randomUUID.call(crypto) : [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
