/** Addresses in what somebody wrote. They become links by being put into an attribute and a text, never into HTML. */

export interface Part {
  text: string;
  /** Where it leads; only http, https and mailto ever do. */
  href?: string;
}

const LINK = /\bhttps?:\/\/[^\s<>"'`]+|\bwww\.[^\s<>"'`]+\.[^\s<>"'`]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
const TRAILING = /[.,;:!?…]+$/;

export function linked(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const address = trimmed(found[0]);
    const href = hrefOf(address);
    if (!href) continue;
    const start = found.index ?? 0;
    if (start > end) parts.push({ text: text.slice(end, start) });
    parts.push({ text: address, href });
    end = start + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Without the sentence's own punctuation, and without a bracket that was opened before the address. */
function trimmed(address: string): string {
  let result = address;
  for (;;) {
    let next = result.replace(TRAILING, "");
    if (next.endsWith(")") && count(next, ")") > count(next, "(")) next = next.slice(0, -1);
    if (next.endsWith("]") && count(next, "]") > count(next, "[")) next = next.slice(0, -1);
    if (next === result) return result;
    result = next;
  }
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}

function hrefOf(address: string): string | null {
  if (!/^(https?:|www\.)/i.test(address)) return `mailto:${address}`;
  try {
    const url = new URL(/^www\./i.test(address) ? `https://${address}` : address);
    return url.hostname.includes(".") || url.hostname === "localhost" ? url.href : null;
  } catch {
    return null;
  }
}
