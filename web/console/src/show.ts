import { mount } from 'svelte'
import App from './App.svelte'
import { locale } from './lib/i18n.svelte'

export async function show(): Promise<void> {
  await locale.begin()
  mount(App, { target: document.getElementById('app')! })
}
