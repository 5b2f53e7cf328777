/** JSON as the language has it. Pages with Prototype.js and its like give every array and object a `toJSON` that makes
 * something else of them; here each has one of its own, which is none. */

export function toJson(value: unknown): string {
  return JSON.stringify(plain(value));
}

function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map((item) => plain(item))
    : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
  return Object.defineProperty(copy, "toJSON", { value: undefined });
}
