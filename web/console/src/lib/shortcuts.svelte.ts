// Single-letter shortcuts interfere with speech input and accidental key presses: they can be turned off (WCAG 2.1.4).
import { keep, recall } from './storage'

const KEY = 'connextlive.shortcuts'

class Shortcuts {
  isOn = $state(recall(KEY) !== 'off')

  turn(on: boolean): void {
    this.isOn = on
    keep(KEY, on ? 'on' : 'off')
  }
}

export const shortcuts = new Shortcuts()
