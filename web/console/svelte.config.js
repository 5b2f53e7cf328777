import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

export default {
  preprocess: vitePreprocess(),
  // By content, not by path: a checkout elsewhere builds the same bytes.
  compilerOptions: { runes: true, cssHash: ({ hash, css }) => `s-${hash(css)}` },
}
