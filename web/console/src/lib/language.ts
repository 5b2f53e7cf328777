// Which language the console is in, and its texts: of English none, because they are the keys.
import type { Plural } from '../../../generated/console'
import { type Language } from '../../../generated/languages'
import { isLanguage } from '../../../shared/texts'
import { keep, recall } from './storage'

export type Texts = { texts: Record<string, string>; plurals: Partial<Record<Plural, Partial<Record<Intl.LDMLPluralRule, string>>>> }

const KEY = 'connextlive.language'
const FILES = import.meta.glob<Texts>('../../../generated/console/*.json', { import: 'default' })
export const ENGLISH: Texts = { texts: {}, plurals: {} }

export function chosenLanguage(): Language {
  return [recall(KEY), ...navigator.languages.map((language) => language.slice(0, 2))].find(isLanguage) ?? 'en'
}

export const keepLanguage = (language: Language): void => keep(KEY, language)

export const textsOf = async (language: Language): Promise<Texts> => (await FILES[`../../../generated/console/${language}.json`]?.()) ?? ENGLISH
