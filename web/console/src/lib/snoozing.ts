// Until when somebody may want to put a conversation off.
import { t } from './i18n.svelte'

const HOUR = 3_600_000

/** Some days from now, at nine by the agent's clock. */
function morning(days: number): Date {
  const day = new Date()
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, 9)
}

/** What somebody may mean now: the coming morning is today's before six. */
export function choices(): [string, Date][] {
  const now = new Date()
  const monday = (8 - now.getDay()) % 7 || 7
  const inHours = new Date(Math.ceil((now.getTime() + 3 * HOUR) / HOUR) * HOUR)
  const offered: [string, Date][] = [[t('Later today'), inHours], [t('Tomorrow'), morning(1)], [t('Next week'), morning(monday)]]
  return offered.filter(([, at], index) => (index ? at : inHours.getDate() === now.getDate()) && !(index === 2 && monday === 1))
}
