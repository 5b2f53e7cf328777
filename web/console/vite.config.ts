import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite'

/** Has the page name what the first script will ask for, so that the browser need not read it first. */
function preloaded(entry: string): Plugin {
  return {
    name: 'preloaded',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
        const own = new Set(chunks.filter(({ isEntry }) => isEntry).flatMap(({ imports }) => imports)) // these it names itself
        const others = new Set<string>()
        const styles = new Set<string>()
        const add = (name: string | undefined): void => {
          const chunk = chunks.find(({ fileName }) => fileName === name)
          if (!chunk || chunk.isEntry || own.has(chunk.fileName) || others.has(chunk.fileName)) return
          others.add(chunk.fileName)
          for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style)
          for (const other of chunk.imports) add(other)
        }
        add(chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(entry))?.fileName)
        const link = (rel: string, file: string): HtmlTagDescriptor => ({ tag: 'link', attrs: { rel, crossorigin: true, href: `/console/${file}` }, injectTo: 'head' })
        return [...[...styles].map((file) => link('stylesheet', file)), ...[...others].map((file) => link('modulepreload', file))]
      },
    },
  }
}

// What asks for the rest waits for nothing. Of svelte and our libraries there is one file, instead of a dozen small ones.
const isFirst = (id: string): boolean => /\/lib\/(early|kept|language|storage)\.ts|vite\/preload-helper/.test(id)
const isCommon = (id: string): boolean => /\/node_modules\/(svelte|esm-env|clsx|openapi-fetch)\/|\/console\/src\/lib\/(?!virtual)/.test(id)
const groups = [
  { name: 'first', test: isFirst, priority: 1 },
  { name: 'common', test: isCommon },
]

// Files are named after their content: the same sources give the same bytes.
export default defineConfig({
  base: '/console/',
  plugins: [svelte(), preloaded('/src/show.ts')],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: { proxy: { '/api': 'http://localhost:3000', '/ws': { target: 'ws://localhost:3000', ws: true } } },
})
