/** The widget's texts. The English text is the key; `make catalogues` generates the translations. */

import type { Language } from "../../generated/languages";
import { TEXTS, type Text } from "../../generated/widget";
import { fill, translated, type Values } from "../../shared/texts";

export type Translate = <T extends Text>(text: T, ...values: Values<T>) => string;

/** Returns the function `t` of a language. */
export function translator(language: Language): Translate {
  return (text, ...[values]) => fill(translated(TEXTS, text, language), values);
}

/** Marks a text that is translated where it is shown. */
export const msg = <T extends Text>(text: T): T => text;
