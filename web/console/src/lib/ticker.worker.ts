// Browsers slow the timers of a page that nobody looks at down to one a minute, but not those of its workers.
setInterval(() => postMessage(null), 5_000)
