import { t, locale } from './i18n.svelte'

const DAY = 86_400_000

export const time = (at: string): string => new Date(at).toLocaleTimeString(locale.language, { hour: '2-digit', minute: '2-digit' })

/** “17:00”, “Mon 09:00”: a time within the next days. */
export function soon(at: string, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  return isToday ? time(at) : new Date(at).toLocaleString(locale.language, { weekday: 'short', hour: '2-digit', minute: '2-digit' })
}

export const date = (at: string): string => new Date(at).toLocaleDateString(locale.language, { year: 'numeric', month: 'short', day: 'numeric' })

export const moment = (at: string): string => new Date(at).toLocaleString(locale.language, { dateStyle: 'medium', timeStyle: 'short' })

/** “9:00 AM”, “09:00”: an hour of a day. */
export const hour = (of: number): string => new Date(2024, 0, 1, of).toLocaleTimeString(locale.language, { timeStyle: 'short' })

/** “Nov 23 – 29, 2026”, “23.–29. Nov. 2026”. */
export function range(from: string, to: string): string {
  const form = new Intl.DateTimeFormat(locale.language, { year: 'numeric', month: 'short', day: 'numeric' })
  const [first, last] = [from, to].map((day) => new Date(`${day.slice(0, 10)}T12:00:00`)) as [Date, Date]
  return form.formatRange(first, last)
}

function unit(value: number, name: string, unitDisplay: 'narrow' | 'short' = 'narrow'): string {
  return new Intl.NumberFormat(locale.language, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 1 }).format(value)
}

/** “5m”, “3h”, “Tue”, “4 May”: times in lists. */
export function ago(at: string, now: number): string {
  const then = Date.parse(at)
  const passed = now - then
  if (passed < 60_000) return t('now')
  if (passed < 3_600_000) return unit(Math.floor(passed / 60_000), 'minute')
  if (passed < DAY) return unit(Math.floor(passed / 3_600_000), 'hour')
  const form: Intl.DateTimeFormatOptions = passed < 6 * DAY ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  return new Date(then).toLocaleDateString(locale.language, form)
}

export function day(at: string): string {
  const then = new Date(at)
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY)
  if (days === 0) return t('Today')
  if (days === 1) return t('Yesterday')
  return then.toLocaleDateString(locale.language, { weekday: 'long', day: 'numeric', month: 'long' })
}

export function bytes(size: number): string {
  return size < 1024 * 1024 ? unit(Math.max(1, Math.round(size / 1024)), 'kilobyte', 'short') : unit(size / 1024 / 1024, 'megabyte', 'short')
}

const UNITS = [
  ['minute', 60, 'second', 1, 3600],
  ['hour', 3600, 'minute', 60, 86_400],
  ['day', 86_400, 'hour', 3600, Infinity],
] as const

/** Seconds as “3m 20s”, “5h 12m”: in the two largest units, rounded to the smaller one first. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–'
  for (const [greater, size, lesser, part, end] of UNITS) {
    const whole = Math.round(seconds / part) * part
    if (whole >= end) continue
    const counted = [[Math.floor(whole / size), greater], [Math.round((whole % size) / part), lesser]] as const
    const said = counted.filter(([value]) => value).map(([value, name]) => unit(value, name))
    return new Intl.ListFormat(locale.language, { type: 'unit', style: 'narrow' }).format(said.length ? said : [unit(0, 'second')])
  }
  return '–'
}

export const number = (value: number): string => value.toLocaleString(locale.language)
export const percent = (value: number | null): string =>
  value === null ? '–' : new Intl.NumberFormat(locale.language, { style: 'percent' }).format(Math.round(value) / 100)

/** A change in percent: “+12%”, “−5%”, “±0%”. */
export function change(value: number): string {
  const by = Math.round(value)
  return by ? new Intl.NumberFormat(locale.language, { style: 'percent', signDisplay: 'always' }).format(by / 100) : `±${percent(0)}`
}

/** A change of a percentage: “+12”, “−5”, “0”. */
export const points = (value: number): string => new Intl.NumberFormat(locale.language, { signDisplay: 'exceptZero' }).format(Math.round(value))

type Known = { id: string; userName: string | null; userEmail: string | null; country?: string | null }

export const isNameless = (visitor: Known): boolean => !(visitor.userName ?? visitor.userEmail)

/** A visitor who is not known by name is called after where they are from. */
export function visitorName(visitor: Known): string {
  const named = visitor.userName ?? visitor.userEmail
  if (named) return named
  const country = countryName(visitor.country)
  return country ? t('Visitor from {country}', { country }) : t('Visitor {id}', { id: visitor.id.slice(-4) })
}

/** Codes that name no country, such as XX, stay away. */
function countryName(code: string | null | undefined): string | undefined {
  if (!code || !/^[A-Z]{2}$/.test(code)) return undefined
  return new Intl.DisplayNames(locale.language, { type: 'region', fallback: 'none' }).of(code)
}

/** The page of an address, without the site. */
export const pathOf = (url: string | null): string | null => (url && URL.canParse(url) ? new URL(url).pathname : null)

/** When a day begins for the person who looks; nothing if there is none. */
export const beginOf = (day: string): string | null => midnight(day, 0)

/** When the day after it begins. */
export const endOf = (day: string): string | null => midnight(day, 1)

function midnight(day: string, later: number): string | null {
  if (!day) return null
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + later).toISOString()
}
