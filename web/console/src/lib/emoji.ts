// Emoji with their names in a language, fetched when somebody chooses one.
import type { Language } from '../../../generated/languages'
import { type Emoji, read } from '../../../shared/emoji'
import { msg } from './i18n.svelte'

export const GROUPS = [
  msg('Faces and feelings'),
  msg('People and hands'),
  msg('Animals and nature'),
  msg('Food and drink'),
  msg('Travel and places'),
  msg('Activities'),
  msg('Objects'),
  msg('Symbols'),
] as const

const FILES: Record<Language, () => Promise<{ default: string[][] }>> = {
  en: () => import('../../../shared/emoji/en.json'),
  tr: () => import('../../../shared/emoji/tr.json'),
  de: () => import('../../../shared/emoji/de.json'),
  es: () => import('../../../shared/emoji/es.json'),
}

export async function emoji(language: Language): Promise<Emoji[][]> {
  return read((await FILES[language]()).default, language)
}
