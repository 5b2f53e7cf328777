// English is the key. A text without a translation is shown in English.
import { isolated } from '../../../shared/direction'
import { keep, recall } from './kept'
import { de, es, tr } from './translations'

export const LANGUAGES = { en: 'English', tr: 'Türkçe', de: 'Deutsch', es: 'Español' } as const
export type Language = keyof typeof LANGUAGES

const CATALOGUES: Record<Language, Record<string, string>> = { en: {}, tr, de, es }
const KEY = 'connextlive.language'

function first(): Language {
  const wanted = [recall(KEY), ...navigator.languages.map((language) => language.slice(0, 2))]
  return (wanted.find((language) => language && language in LANGUAGES) ?? 'en') as Language
}

class Words {
  language = $state<Language>(first())

  choose(language: Language): void {
    this.language = language
    keep(KEY, language)
    document.documentElement.lang = language
  }
}

export const words = new Words()
document.documentElement.lang = words.language

// Sentences of the API with something in them that differs, the more particular first.
const WITH_A_PART = Object.keys(de)
  .filter((text) => text.includes('{n}'))
  .sort((one, other) => other.length - one.length)
  .map((text) => ({ text, form: new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace('{n}', '(.+)')}$`) }))

/** What the API says, which is English: “Must be at most 10 MB”. */
export function said(sentence: string): string {
  if (sentence in de) return t(sentence)
  const found = WITH_A_PART.find(({ form }) => form.test(sentence))
  return found ? t(found.text, { n: found.form.exec(sentence)?.[1] ?? '' }) : sentence
}

export function t(text: string, values: Record<string, string | number> = {}): string {
  const found = CATALOGUES[words.language][text] ?? text
  return found.replace(/\{(\w+)\}/g, (whole, name: string) => isolated(String(values[name] ?? whole)))
}
