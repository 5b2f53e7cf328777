import { whole } from '../../../shared/whole'

/** What is sent: pasted and cut texts may have halves of characters. */
export const toJson = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? whole(one) : one))
