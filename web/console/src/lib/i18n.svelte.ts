// The console's texts in the user's language. The English text is the key; `make catalogues` generates the translations.
import { PLURALS, TEXTS, type Plural, type Text } from '../../../generated/console'
import { LANGUAGES, type Language } from '../../../generated/languages'
import { fill, isLanguage, translated, type Values } from '../../../shared/texts'
import { keep, recall } from './storage'

const KEY = 'connextlive.language'

function first(): Language {
  return [recall(KEY), ...navigator.languages.map((language) => language.slice(0, 2))].find(isLanguage) ?? 'en'
}

class Locale {
  language = $state<Language>(first())

  choose(language: Language): void {
    this.language = language
    keep(KEY, language)
    document.documentElement.lang = language
  }
}

export const locale = new Locale()
document.documentElement.lang = locale.language

export function t<T extends Text>(text: T, ...[values]: Values<T>): string {
  return fill(translated(TEXTS, text, locale.language), values)
}

/** A text that depends on a number (ngettext). */
export function tn<P extends Plural>(singular: P, plural: string, number: number, ...[values]: Values<P>): string {
  const { language } = locale
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = PLURALS[singular][LANGUAGES.indexOf(language) - 1] ?? { one: singular }
  return fill(forms[new Intl.PluralRules(language).select(number)] ?? forms.other ?? plural, values)
}

/** A text that is translated differently in another context (pgettext): “Closed” of one conversation, and of several. */
export function tp<C extends string, T extends string>(context: C, text: `${C}\u0004${T}` extends Text ? T : never): string {
  const key = `${context}\u0004${text}`
  const found = translated(TEXTS, key, locale.language)
  return found === key ? text : found
}

/** Marks a text that is translated where it is shown. */
export const msg = <T extends Text>(text: T): T => text

/** Translates an error message of the API, which itself translates only fields' validation errors. */
export function apiMessage(reason: string): string {
  return translated(TEXTS, reason, locale.language)
}
