export type Mentioned = { id: string; name: string }

/** The mention that ends at the caret: where it begins, and what follows the `@`; null if there is none. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | null {
  const found = /(?:^|[\s(])@([\p{L}\p{N}\p{M}_.'-]*)$/u.exec(text.slice(0, caret))
  return found ? { start: caret - found[1]!.length - 1, query: found[1]! } : null
}

/** The people one of whose names begins with what was typed. */
export function named<Person extends Mentioned>(people: Person[], query: string): Person[] {
  const wanted = query.toLocaleLowerCase()
  return people.filter(({ name }) => [name, ...name.split(/\s+/)].some((part) => part.toLocaleLowerCase().startsWith(wanted)))
}

/** Those of the mentioned whose names are still in the text. */
export const stillIn = (text: string, mentioned: Mentioned[]): Mentioned[] => mentioned.filter(({ name }) => text.includes(`@${name}`))

/** A text in pieces, of which some are mentions. */
export function withMentions(text: string, mentioned: Mentioned[]): { text: string; id: string | null }[] {
  let pieces: { text: string; id: string | null }[] = [{ text, id: null }]
  // Longer names first: one may begin with another.
  for (const { id, name } of mentioned.toSorted((one, other) => other.name.length - one.name.length)) {
    pieces = pieces.flatMap((piece) =>
      piece.id === null ? piece.text.split(`@${name}`).flatMap((part, at) => [...(at ? [{ text: `@${name}`, id }] : []), { text: part, id: null }]) : [piece],
    )
  }
  return pieces.filter((piece) => piece.text !== '')
}
