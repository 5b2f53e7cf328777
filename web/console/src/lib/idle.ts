// Whether somebody is at this tab: after a quarter of an hour without a key, a touch or the mouse, nobody is.
// Then the console asks for nothing, because whoever asks is there: agents are away (docs/routing.md). Only links to files
// on screen are renewed before they end, so that none is dead for whoever comes back and taps it.
const IDLE = 15 * 60_000

let acted = Date.now()
const back = new Set<() => void>()

export const isIdle = (): boolean => Date.now() - acted >= IDLE

/** Calls back when somebody returns; returns a function that stops it. */
export function onReturn(call: () => void): () => void {
  back.add(call)
  return () => back.delete(call)
}

function act(): void {
  const wasIdle = isIdle()
  acted = Date.now()
  if (wasIdle) for (const call of back) call()
}

for (const name of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart']) addEventListener(name, act, { capture: true, passive: true })
