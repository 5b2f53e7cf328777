// Parts of the console that are fetched once what was asked for is shown, so that they do not delay it.
const RETRY = 10_000

let tell!: () => void
const shown = new Promise<void>((resolve) => (tell = resolve))

/** What was asked for is shown. */
export const isShown = (): void => tell()

/** Fetches a part when its time has come; again, while the server cannot be reached. */
export async function later<T>(load: () => Promise<T>): Promise<T> {
  await shown
  for (;;) {
    try {
      return await load()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY))
    }
  }
}
