import { whole } from "../../shared/whole";

/** Standard JSON. Prototype.js and similar libraries give every array and object a `toJSON` that produces
 * something else; here, each gets its own that is undefined. */

export function toJson(value: unknown): string {
  return JSON.stringify(plain(value));
}

function plain(value: unknown): unknown {
  if (typeof value === "string") return whole(value);
  if (typeof value !== "object" || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map((item) => plain(item))
    : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
  return Object.defineProperty(copy, "toJSON", { value: undefined });
}
