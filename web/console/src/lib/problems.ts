// What the API says of single fields, for the fields themselves: `settings.widget.logoUrl`.
import { getContext, setContext } from 'svelte'
import type { Form } from './form.svelte'

const KEY = Symbol('problems')

export const provideProblems = (form: Form): Form => setContext(KEY, form)

/** The field's own problem, as the form's last attempt found it. */
export function problemAt(): (at: string) => string {
  const form = getContext<Form | undefined>(KEY)
  return (at) => form?.fields[at] ?? ''
}
