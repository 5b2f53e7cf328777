/**
 * Addresses in what somebody wrote, for widget and console alike. They become links by being put into an attribute and a
 * text, never into HTML. What a link is and where it ends is told by examples: links.json, which the tests go through.
 */

export interface Part {
  text: string;
  /** Where it leads; only http, https and mailto ever do. */
  href?: string;
}

// No address goes past these, in any language: spaces and what cannot be seen, quotes and brackets of typography, the
// punctuation of Chinese and Japanese. Such letters that belong to an address are percent-encoded when it is copied.
const ENDS = String.raw`\s<>"${"`"}|\\—…‘’‚‛“”„‟‹›«»\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069` +
  String.raw`\u3001-\u3003\u3008-\u3011\u3014-\u301F\u3030\u30FB\uFE10-\uFE19\uFE30-\uFE4F\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65`;
// Scripts without spaces: what follows an address in them may be the next word.
const UNSPACED = ["Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => String.raw`\p{Script=${script}}`)
  .join("");
const WORD = String.raw`(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}_])`;
// Bounded, so that no text takes long: visitors and agents write up to 10,000 letters.
const LINK = new RegExp(
  String.raw`https?:\/\/[^${ENDS}]+|www\.[^${ENDS}]+|(?:mailto:)?${WORD}(?:${WORD}|[.+'-]){0,63}@(?:[\p{L}\p{N}\p{M}-]{1,63}\.){1,9}[\p{L}\p{N}\p{M}-]{2,63}`,
  "giu",
);
// An address of letters that stands directly before a word of such a script ends where the word begins.
const HOST = new RegExp(String.raw`^((?:https?:\/\/)?(?:[^/?#]*\.[a-z]{2,}|localhost)(?::\d+)?)[${UNSPACED}]`, "iu");
const MAILBOX = /^(?!.*\.\.)[^@]*[^.@]@.+\.(?:\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)$/iu;
// HTML that somebody pasted: a tag or a quote begins, which is no part of the address.
const ENTITY = /&(?:[lg]t|quot|apos|nbsp|#0*3[49]|#x0*2[27]);/i;
const TRAILING = ".,;:!?'*،؛؟۔।॥׃·–";
const PAIRS: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

export function linked(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  LINK.lastIndex = 0;
  for (let found = LINK.exec(text); found; found = LINK.exec(text)) {
    const start = found.index;
    const address = trimmed(found[0], text[start - 1]);
    const href = isWord(text[start - 1]) ? null : hrefOf(address);
    // What follows an address may be another: the search goes on directly behind it.
    LINK.lastIndex = start + (href ? address.length : found[0].length);
    if (!href) continue;
    if (start > end) parts.push({ text: text.slice(end, start) });
    parts.push({ text: address, href });
    end = start + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /[a-z0-9]/i.test(letter);
}

/** As far as somebody who reads the sentence takes the address to go. */
function trimmed(found: string, before: string | undefined): string {
  const address = HOST.exec(found)?.[1] ?? found;
  const entity = address.search(ENTITY);
  let end = endOfPairs(entity < 0 ? address : address.slice(0, entity));
  // What is _emphasised_ is so on both sides; an underscore alone may be the last letter of an id.
  const marks = before === "_" || before === "~" ? TRAILING + before : TRAILING;
  while (end > 0) {
    if (address.endsWith("&amp;", end)) end -= 5;
    else if (marks.includes(address[end - 1] as string)) end--;
    else break;
  }
  return address.slice(0, end);
}

/** Where the brackets still match: before one that closes what the address did not open, or opens what it does not close. */
function endOfPairs(address: string): number {
  const open: { place: number; closes: string }[] = [];
  for (let place = 0; place < address.length; place++) {
    const letter = address[place] as string;
    const closes = PAIRS[letter];
    if (closes) open.push({ place, closes });
    else if (")]}".includes(letter) && open.pop()?.closes !== letter) return place;
    else if (letter === "'" && !/[\p{L}\p{N}]/u.test(address[place + 1] ?? "")) return place;
  }
  return open[0]?.place ?? address.length;
}

function hrefOf(address: string): string | null {
  const isBare = /^www\.[^./?#@]+\.[^./?#]/i.test(address);
  if (!isBare && !/^https?:/i.test(address)) {
    const mailbox = address.replace(/^mailto:/i, "");
    return MAILBOX.test(mailbox) ? `mailto:${mailbox}` : null;
  }
  try {
    const url = new URL(isBare ? `https://${address}` : address);
    return url.hostname.includes(".") || url.hostname === "localhost" || url.hostname.startsWith("[") ? url.href : null;
  } catch {
    return null;
  }
}
