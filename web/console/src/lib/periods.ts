import { msg } from './i18n.svelte'

/** How long a report's period can be. */
export const PERIODS = { day: msg('Day'), week: msg('Week'), month: msg('Month'), quarter: msg('Quarter'), year: msg('Year') }
