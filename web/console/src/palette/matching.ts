/** Something to choose, as it is found: its texts, the first of which counts most. */
export type Findable = { id: string; text: string; detail?: string }

/** Letters without case and marks, so that “Görüşme” is found by “gorusme”. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i')

/** How well something fits what was typed, all of whose words it must have: 0 is best; null if it does not. */
function rank({ text, detail = '' }: Findable, words: string[]): number | null {
  const [first, all] = [plain(text), plain(`${text} ${detail}`)]
  if (!words.every((word) => all.includes(word))) return null
  if (first.startsWith(words[0] ?? '')) return 0
  return words.every((word) => ` ${first}`.includes(` ${word}`)) ? 1 : words.every((word) => first.includes(word)) ? 2 : 3
}

/** Those that fit what was typed, the best first; among equals, what was chosen most recently. */
export function matching<Of extends Findable>(all: Of[], typed: string, recent: string[]): Of[] {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  const last = (id: string): number => (recent.includes(id) ? recent.indexOf(id) : recent.length)
  return all
    .flatMap((one) => {
      const ranked = rank(one, words)
      return ranked === null ? [] : [{ one, ranked }]
    })
    .sort((a, b) => a.ranked - b.ranked || last(a.one.id) - last(b.one.id))
    .map(({ one }) => one)
}
