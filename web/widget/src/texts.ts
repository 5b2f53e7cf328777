/** The widget's texts. The English text is the key; `make catalogues` generates the translations. */

import type { Language } from "../../generated/languages";
import type { Text, TEXTS } from "../../generated/widget";
import { fill, translated, type Values } from "../../shared/texts";

export type Translate = <T extends Text>(text: T, ...values: Values<T>) => string;

let known: Partial<typeof TEXTS> = {};

/** From now on, texts are shown in other languages, too. */
export function learn(texts: typeof TEXTS): void {
  known = texts;
}

/** Returns the function `t` of a language. */
export function translator(language: Language): Translate {
  return (text, ...[values]) => fill(translated(known, text, language), values);
}

/** Marks a text that is translated where it is shown. */
export const msg = <T extends Text>(text: T): T => text;
