import { t } from './i18n.svelte'
import { keep, recall } from './storage'

let audio: AudioContext | undefined

const KEY = 'connextlive.chimed'
const PAUSE = 2_000
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Plays once for what arrives together, in any tab: the tab that plays keeps the others silent for a moment. A tab
 * that may not play sound before a click leaves it to the others. */
export async function chime(): Promise<void> {
  try {
    audio ??= new AudioContext()
    await Promise.race([audio.resume(), wait(100)])
    if (audio.state !== 'running') return
    const context = audio
    if (navigator.locks) {
      await navigator.locks.request(KEY, { ifAvailable: true }, async (lock) => {
        if (!lock) return
        play(context)
        await wait(PAUSE)
      })
    } else {
      // Plain HTTP has no locks: usually, the later tab reads what the first wrote.
      await wait(Math.random() * 200)
      const since = Date.now() - Number(recall(KEY))
      if (since >= 0 && since < PAUSE) return
      keep(KEY, String(Date.now()))
      play(context)
    }
  } catch {
    // No audio device, or storage and locks are forbidden.
  }
}

/** Two short notes, synthesized so that nothing has to be loaded. */
function play(context: AudioContext): void {
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
}

/** Only the latest of each tag is shown. */
export function desktop(tag: string, title: string, body: string, onclick: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted' || !document.hidden) return
  const shown = new Notification(title, { body: body || t('New message'), tag })
  shown.onclick = () => {
    window.focus()
    onclick()
    shown.close()
  }
}
