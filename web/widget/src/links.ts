/** Addresses in what somebody wrote. They become links by being put into an attribute and a text, never into HTML. */

export interface Part {
  text: string;
  /** Where it leads; only http, https and mailto ever do. */
  href?: string;
}

// Bounded, so that no text takes long: visitors and agents write up to 10,000 letters.
const LINK = /\bhttps?:\/\/[^\s<>"'`]+|\bwww\.[^\s<>"'`]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}/gi;

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
  const unopened = { ")": count(address, ")") - count(address, "("), "]": count(address, "]") - count(address, "[") };
  let end = address.length;
  for (; end > 0; end--) {
    const letter = address[end - 1] as string;
    const isBracket = letter === ")" || letter === "]";
    if (!(isBracket ? unopened[letter]-- > 0 : ".,;:!?…".includes(letter))) break;
  }
  return address.slice(0, end);
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
