// The console's texts in the user's language. The English text is the key; `make catalogues` generates the translations.
import type { Plural, Text } from '../../../generated/console'
import type { Language } from '../../../generated/languages'
import { fill, type Values } from '../../../shared/texts'
import { chosenLanguage, ENGLISH, keepLanguage, type Texts, textsOf } from './language'

class Locale {
  language = $state<Language>('en')
  texts = $state.raw<Texts>(ENGLISH)

  /** Without the texts, which may be out of reach, everything stays as it was. */
  async choose(language: Language): Promise<void> {
    this.show(language, await textsOf(language))
    keepLanguage(language)
  }

  show(language: Language, texts: Texts): void {
    this.texts = texts
    this.language = language
    document.documentElement.lang = language
  }

  /** Shows the language that the user has chosen or their browser prefers; English if its texts are out of reach. */
  async begin(): Promise<void> {
    const language = chosenLanguage()
    await textsOf(language).then(
      (texts) => this.show(language, texts),
      () => undefined,
    )
  }
}

export const locale = new Locale()

const translated = (text: string): string => locale.texts.texts[text] ?? text

export function t<T extends Text>(text: T, ...[values]: Values<T>): string {
  return fill(translated(text), values)
}

/** A text that depends on a number (ngettext). */
export function tn<P extends Plural>(singular: P, plural: string, number: number, ...[values]: Values<P>): string {
  const { language, texts } = locale
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = texts.plurals[singular] ?? { one: singular }
  return fill(forms[new Intl.PluralRules(language).select(number)] ?? forms.other ?? plural, values)
}

/** A text that is translated differently in another context (pgettext): “Closed” of one conversation, and of several. */
export function tp<C extends string, T extends string>(context: C, text: `${C}\u0004${T}` extends Text ? T : never): string {
  return locale.texts.texts[`${context}\u0004${text}`] ?? text
}

/** Marks a text that is translated where it is shown. */
export const msg = <T extends Text>(text: T): T => text

/** Translates an error message of the API, which itself translates only fields' validation errors. */
export const apiMessage = translated
