/** Translation of texts. English is the key; the generated modules have the other languages, in the order of `LANGUAGES`. */

import { LANGUAGES, type Language } from "../generated/languages";
import { isolated } from "./direction";

/** The `{names}` that a text leaves to be filled in. */
export type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** What comes after a text: a value for each of its names, or nothing. */
export type Values<Text extends string> = [Names<Text>] extends [never]
  ? []
  : [values: Record<Names<Text>, string | number>];

export function isLanguage(name: unknown): name is Language {
  return LANGUAGES.includes(name as Language);
}

export function translated(texts: Record<string, readonly string[]>, text: string, language: Language): string {
  return texts[text]?.[LANGUAGES.indexOf(language) - 1] ?? text;
}

export function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (blank, name: string) => isolated(String(values[name] ?? blank)));
}
