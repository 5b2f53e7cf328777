// What business hours and working hours begin with.
import type { Shift, Week } from '../../../generated/api'

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export const OFFICE: Shift = { from: '09:00', to: '17:00' }

/** Nine to five, Monday to Friday. */
export const officeWeek = (): Week => Object.fromEntries(DAYS.map((day, index) => [day, index < 5 ? [OFFICE] : null]))
