// Browsers throttle the timers of hidden pages to one a minute, but not those of workers.
setInterval(() => postMessage(null), 5_000)
