// Keys of a single letter get in the way of who dictates or strays over the keyboard: they can be turned off (WCAG 2.1.4).
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
