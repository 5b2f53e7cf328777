// Keys of a single letter get in the way of who dictates or strays over the keyboard: they can be turned off (WCAG 2.1.4).
const KEY = 'connextlive.shortcuts'

class Shortcuts {
  isOn = $state(localStorage.getItem(KEY) !== 'off')

  turn(on: boolean): void {
    this.isOn = on
    localStorage.setItem(KEY, on ? 'on' : 'off')
  }
}

export const shortcuts = new Shortcuts()
