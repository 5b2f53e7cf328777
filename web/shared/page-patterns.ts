/** Patterns of pages, as docs/proactive.md defines them. */

interface Page {
  host: string;
  pathname: string;
  search: string;
  hash: string;
}

/** Whether a page matches one of the patterns; without any, each does. */
export function matches(patterns: readonly string[], page: Page): boolean {
  return !patterns.length || patterns.some((pattern) => matchesOne(pattern, page));
}

function matchesOne(pattern: string, { host, pathname, search, hash }: Page): boolean {
  const hasHost = !/^\*?\//.test(pattern);
  const query = pattern.includes("?") ? search : "";
  const fragment = pattern.includes("#") ? hash : "";
  const isExact = !/[*?#]/.test(pattern.slice(-1)) && !query && !fragment;
  const of = (text: string): string => (isExact ? readable(text).replace(/\/$/, "") : readable(text));
  const wanted = hasHost ? pattern.replace(/^[^/]*/, (name) => name.toLowerCase()) : pattern;
  return isLike(of(wanted), of((hasHost ? host : "") + pathname + query + fragment));
}

/** As the address bar shows it. */
function readable(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text; // not UTF-8
  }
}

/** Whether the text is the pattern, in which `*` stands for anything. Without a regular expression, whose time a pattern
 * with many of them would not bound. */
function isLike(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
