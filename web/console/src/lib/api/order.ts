// Answers may come in another order than they were asked for, and whoever shows the one that comes last may show an old
// state. Here, no answer is older than one that came before it.

type Fetch = (request: Request) => Promise<Response>

/** Fetches again what was overtaken: by the answer to a later question, or by a change of the same. Changes that replace
 * what is there are sent one after the other, so that the last one remains. */
export function inOrder(fetch: Fetch): Fetch {
  let now = 0
  let open = 0
  /** Up to when what was asked for at an address is old. */
  const answered = new Map<string, number>()
  const changing = new Map<string, Promise<unknown>>()

  async function read(request: Request): Promise<Response> {
    for (;;) {
      const asked = ++now
      const response = await fetch(request)
      const isOld = [request.url, pathOf(request)].some((address) => asked < (answered.get(address) ?? 0))
      if (!response.ok || !isOld) {
        if (response.ok) answered.set(request.url, asked)
        return response
      }
      void response.body?.cancel()
    }
  }

  async function change(request: Request): Promise<Response> {
    const path = pathOf(request)
    const replaces = request.method === 'PUT' || request.method === 'PATCH'
    const sent = Promise.resolve(replaces ? changing.get(path) : null).then(() => fetch(request))
    const ended = sent.catch(() => undefined)
    if (replaces) changing.set(path, ended)
    try {
      return await sent
    } finally {
      answered.set(path, ++now)
      if (changing.get(path) === ended) changing.delete(path)
    }
  }

  return async (request) => {
    open += 1
    try {
      return await (request.method === 'GET' ? read(request) : change(request))
    } finally {
      open -= 1
      if (!open) answered.clear() // nothing is on its way that could be old
    }
  }
}

const pathOf = ({ url }: Request): string => url.split('?')[0]!
