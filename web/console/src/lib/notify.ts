import { t } from './i18n.svelte'

let audio: AudioContext | undefined

/** Two short notes. Made here, so that nothing has to be loaded. */
export function chime(): void {
  try {
    audio ??= new AudioContext()
    const context = audio
    for (const [index, frequency] of [660, 880].entries()) {
      const at = context.currentTime + index * 0.12
      const gain = new GainNode(context, { gain: 0 })
      gain.gain.setValueAtTime(0, at)
      gain.gain.linearRampToValueAtTime(0.12, at + 0.01)
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.25)
      const tone = new OscillatorNode(context, { frequency })
      tone.connect(gain).connect(context.destination)
      tone.start(at)
      tone.stop(at + 0.26)
    }
  } catch {
    // No sound device, or the browser wants a click first.
  }
}

/** Of each tag one is shown, the last. */
export function desktop(tag: string, title: string, body: string, onclick: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted' || !document.hidden) return
  const shown = new Notification(title, { body: body || t('New message'), tag })
  shown.onclick = () => {
    window.focus()
    onclick()
    shown.close()
  }
}
