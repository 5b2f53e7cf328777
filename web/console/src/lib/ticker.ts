const EVERY = 5_000

/** Calls back every five seconds, even in a hidden tab; returns a function that stops it. */
export function ticking(tick: () => void): () => void {
  try {
    const worker = new Worker(new URL('./ticker.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = tick
    return () => worker.terminate()
  } catch {
    const timer = setInterval(tick, EVERY)
    return () => clearInterval(timer)
  }
}
