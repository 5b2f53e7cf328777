/** The current time, updated every half minute, for “5m” in lists. */
class Clock {
  now = $state(Date.now())
}

export const clock = new Clock()
setInterval(() => (clock.now = Date.now()), 30_000)
