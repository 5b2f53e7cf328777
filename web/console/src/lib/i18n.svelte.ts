// English is the key. A text without a translation is shown in English.
import { isolated } from '../../../shared/direction'
import { de, es, tr } from './translations'

export const LANGUAGES = { en: 'English', tr: 'Türkçe', de: 'Deutsch', es: 'Español' } as const
export type Language = keyof typeof LANGUAGES

const CATALOGUES: Record<Language, Record<string, string>> = { en: {}, tr, de, es }
const KEY = 'connextlive.language'

function first(): Language {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages.map((language) => language.slice(0, 2))]
  return (wanted.find((language) => language && language in LANGUAGES) ?? 'en') as Language
}

class Words {
  language = $state<Language>(first())

  choose(language: Language): void {
    this.language = language
    localStorage.setItem(KEY, language)
    document.documentElement.lang = language
  }
}

export const words = new Words()
document.documentElement.lang = words.language

export function t(text: string, values: Record<string, string | number> = {}): string {
  const found = CATALOGUES[words.language][text] ?? text
  return found.replace(/\{(\w+)\}/g, (whole, name: string) => isolated(String(values[name] ?? whole)))
}
