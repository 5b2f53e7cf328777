import type { PushSubscriptionBody } from '../../../generated/api'
import { api, ApiError, ok } from './api/client'
import { msg } from './i18n.svelte'
import { router } from './router.svelte'

const WORKER = '/console/push.js'

function workers(): ServiceWorkerContainer | undefined {
  try {
    return 'PushManager' in window ? navigator.serviceWorker : undefined
  } catch {
    return undefined // storage is forbidden, and with it service workers
  }
}

export const isPossible = workers() !== undefined

async function subscription(): Promise<PushSubscription | null> {
  const worker = isPossible ? await navigator.serviceWorker.getRegistration(WORKER) : undefined
  return (await worker?.pushManager.getSubscription()) ?? null
}

/** Whether this browser receives notifications. */
export const isOn = async (): Promise<boolean> => (await subscription()) !== null

/** Subscribes this browser to notifications; it now belongs to this agent, whoever subscribed before. */
export async function turnOn(): Promise<void> {
  await navigator.serviceWorker.register(WORKER)
  const { pushManager } = await navigator.serviceWorker.ready
  const { publicKey } = await ok(api.GET('/api/agent/push-subscriptions'))
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }).catch(() => {
    throw new ApiError(400, { statusMessage: msg('This browser cannot reach a push service') })
  })
  await ok(api.POST('/api/agent/push-subscriptions', { body: made.toJSON() as PushSubscriptionBody }))
}

/** Also called before logging out: the browser's next user must not receive them. */
export async function turnOff(): Promise<void> {
  const current = await subscription()
  if (!current) return
  await current.unsubscribe()
  await ok(api.DELETE('/api/agent/push-subscriptions', { body: { endpoint: current.endpoint } }))
}

if (isPossible) {
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ open?: string }>) => {
    if (data.open) router.go(new URL(data.open).pathname.replace(/^\/console/, ''))
  })
}
