// What is pushed while no page of the console is open, or another window lies over it.
addEventListener('push', (event) => {
  const { title, body, conversationId, url } = event.data.json()
  // Under the tag that the page's own notifications have: of a conversation one is shown, the last.
  event.waitUntil(registration.showNotification(title, { body, tag: conversationId, data: { url } }))
})

addEventListener('notificationclick', (event) => {
  const { url } = event.notification.data
  event.notification.close()
  event.waitUntil(open(url))
})

async function open(url) {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((one) => new URL(one.url).pathname.startsWith('/console/'))
  if (!page) return clients.openWindow(url)
  page.postMessage({ open: url })
  return page.focus()
}
