// JSON merge patches (RFC 7396): how settings are changed.
export type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a patch makes of something. What it does not name stays the same object. */
export function merged<Of>(before: Of, patch: unknown): Of {
  if (!isObject(patch)) return patch as Of
  const made: Json = isObject(before) ? { ...before } : {}
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) delete made[name]
    else if (change !== undefined) made[name] = merged(made[name], change)
  }
  return made as Of
}

/** The patch that makes the one of the other. Nothing and null are the same. */
export function difference(before: unknown, after: unknown): Json {
  const patch: Json = {}
  const [first, second] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const [was, is] = [first[name] ?? null, second[name] ?? null]
    if (isObject(is)) {
      const change = difference(was, is)
      if (Object.keys(change).length || !isObject(was)) patch[name] = change
    } else if (JSON.stringify(was) !== JSON.stringify(is)) {
      patch[name] = is
    }
  }
  return patch
}
