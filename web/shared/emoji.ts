/**
 * What the pickers of widget and console have in common: emoji with their names in a language (`emoji/`, made by
 * `tools/generate/emoji.py`), the search, and where keys lead in the grid.
 */

import type { Language } from "../generated/languages";

export interface Emoji {
  sign: string;
  name: string;
  /** Name and keywords, as they are searched. */
  words: string[];
}

export const COLUMNS = 8;
const PAGE = 5;

/** The emoji of each group, from a language's file. */
export function read(groups: string[][], language: Language): Emoji[][] {
  return groups.map((group) =>
    group.map((line) => {
      const [shown = "", keywords = ""] = line.split("|");
      const [sign = ""] = shown.split(" ", 1);
      const name = shown.slice(sign.length + 1);
      return { sign, name, words: words(`${name} ${keywords}`, language) };
    }),
  );
}

/** Those that have a word beginning with each word of the query; first the ones whose name begins with it. */
export function matching(groups: Emoji[][], query: string, language: Language): Emoji[] {
  const wanted = words(query, language);
  const found = groups.flat().filter((emoji) => wanted.every((start) => emoji.words.some((word) => word.startsWith(start))));
  const isNamed = (emoji: Emoji): boolean => !!wanted[0] && !!emoji.words[0]?.startsWith(wanted[0]);
  return [...found.filter(isNamed), ...found.filter((emoji) => !isNamed(emoji))];
}

/** A group as the grid's rows. */
export function rowsOf(group: Emoji[]): Emoji[][] {
  return Array.from({ length: Math.ceil(group.length / COLUMNS) }, (_, row) => group.slice(row * COLUMNS, (row + 1) * COLUMNS));
}

/** Where a key leads from a cell, given how many each row has: another cell, `"search"` above the first row, or nothing
 * if the key is not the grid's. */
export function leads(event: Pick<KeyboardEvent, "key" | "ctrlKey">, at: number, rows: number[], isRtl: boolean): number | "search" | null {
  const starts = rows.map((_, row) => rows.slice(0, row).reduce((sum, length) => sum + length, 0));
  const row = starts.filter((start) => start <= at).length - 1;
  const column = at - (starts[row] ?? 0);
  const last = rows.reduce((sum, length) => sum + length, 0) - 1;
  const inRow = (other: number): number => {
    const to = Math.min(Math.max(other, 0), rows.length - 1);
    return (starts[to] ?? 0) + Math.min(column, (rows[to] ?? 1) - 1);
  };
  switch (event.key) {
    case isRtl ? "ArrowLeft" : "ArrowRight":
      return Math.min(at + 1, last);
    case isRtl ? "ArrowRight" : "ArrowLeft":
      return Math.max(at - 1, 0);
    case "ArrowDown":
      return inRow(row + 1);
    case "ArrowUp":
      return row > 0 ? inRow(row - 1) : "search";
    case "PageDown":
      return inRow(row + PAGE);
    case "PageUp":
      return inRow(row - PAGE);
    case "Home":
      return event.ctrlKey ? 0 : (starts[row] ?? 0);
    case "End":
      return event.ctrlKey ? last : (starts[row] ?? 0) + (rows[row] ?? 1) - 1;
    default:
      return null;
  }
}

/** Without case and accents, so that who types “gozyasi” finds “gözyaşı”. */
function words(text: string, language: Language): string[] {
  const plain = text.toLocaleLowerCase(language).normalize("NFD").replace(/\p{M}/gu, "").replace(/ı/g, "i").replace(/ß/g, "ss");
  return plain.split(/[^\p{L}\p{N}+]+/u).filter(Boolean);
}
