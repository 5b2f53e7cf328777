// Notifications for when no page of the console is open or visible.
addEventListener('push', (event) => {
  const { title, body, conversationId, url } = event.data.json()
  // The same tag as the page's notifications: only a conversation's latest is shown.
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
