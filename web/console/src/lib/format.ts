import { t, words } from './i18n.svelte'

const DAY = 86_400_000

export const time = (at: string): string => new Date(at).toLocaleTimeString(words.language, { hour: '2-digit', minute: '2-digit' })

export const date = (at: string): string => new Date(at).toLocaleDateString(words.language, { year: 'numeric', month: 'short', day: 'numeric' })

export const moment = (at: string): string => new Date(at).toLocaleString(words.language, { dateStyle: 'medium', timeStyle: 'short' })

/** “5m”, “3h”, “Tue”, “4 May”: how a list says when. */
export function ago(at: string, now: number): string {
  const then = Date.parse(at)
  const passed = now - then
  if (passed < 60_000) return t('now')
  if (passed < 3_600_000) return `${Math.floor(passed / 60_000)}m`
  if (passed < DAY) return `${Math.floor(passed / 3_600_000)}h`
  const form: Intl.DateTimeFormatOptions = passed < 6 * DAY ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  return new Date(then).toLocaleDateString(words.language, form)
}

export function day(at: string): string {
  const then = new Date(at)
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY)
  if (days === 0) return t('Today')
  if (days === 1) return t('Yesterday')
  return then.toLocaleDateString(words.language, { weekday: 'long', day: 'numeric', month: 'long' })
}

export function bytes(size: number): string {
  return size < 1024 * 1024 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`
}

/** Seconds as “3m 20s”, “5h 12m”. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 60) return `${Math.round(seconds)}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${Math.round(seconds % 60)}s`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${Math.round((seconds % 3600) / 60)}m`
  return `${Math.floor(seconds / 86_400)}d ${Math.round((seconds % 86_400) / 3600)}h`
}

export const number = (value: number): string => value.toLocaleString(words.language)
export const percent = (value: number | null): string => (value === null ? '–' : `${Math.round(value)}%`)

export const visitorName = (visitor: { id: string; userName: string | null; userEmail: string | null }): string =>
  visitor.userName ?? visitor.userEmail ?? t('Visitor {id}', { id: visitor.id.slice(-4) })
