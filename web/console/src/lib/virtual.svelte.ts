// A long list of which only the rows near the view are in the page. The core of TanStack Virtual measures and places them;
// its adapter for Svelte is made of stores, so this one is ours.
import { defaultRangeExtractor, elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualizerOptions } from '@tanstack/virtual-core'
import { flushSync, tick, untrack } from 'svelte'

/** A row in the page: `start` pixels from the top of the list. */
export type Placed = { key: string; index: number; start: number }

type Rows = {
  /** What tells the rows apart, in their order. */
  keys: string[]
  /** The height of a row that has not been measured. */
  estimate: number
  /** How many rows before and after the view are in the page, too. */
  beside: number
  /** Rows that stay in the page although the view has left them, as that with the focus does. */
  kept?: string[]
  paddingStart?: number
  paddingEnd?: number
  /** Whether the newest is at the end, where the view stays as rows come and grow. */
  isFromEnd?: boolean
}

/** Whoever is at most so many pixels from the end is at it. */
export const NEAR_THE_END = 80

export class VirtualRows {
  #rows: () => Rows
  #virtualizer: Virtualizer<HTMLElement, HTMLElement>
  #scroller = $state.raw<HTMLElement>()
  #version = $state(0)
  #focused = $state('')
  #placed = new Map<string, Placed>()
  #isCalling = false
  /** How far the view has to move to stay with its rows. */
  #shift = 0

  /** The rows in the page. One that stays where it was is the same object, so that nothing of it is rendered again. */
  placed = $derived.by<Placed[]>(() => {
    void this.#version
    const before = this.#placed
    const placed = this.#virtualizer.getVirtualItems().map(({ key, index, start }): Placed => {
      const known = before.get(String(key))
      return known && known.index === index && known.start === start ? known : { key: String(key), index, start }
    })
    this.#placed = new Map(placed.map((row) => [row.key, row]))
    return placed
  })
  /** The height of all rows. */
  height = $derived.by(() => {
    void this.#version
    return this.#virtualizer.getTotalSize()
  })

  constructor(rows: () => Rows) {
    this.#rows = rows
    this.#virtualizer = new Virtualizer(untrack(() => this.#options(rows())))
    $effect.pre(() => this.#update(rows()))
    $effect(() => {
      void this.#version
      void this.#scroller
      untrack(() => this.#call(() => this.#virtualizer._willUpdate()))
      if (this.#shift && this.#scroller) this.#scroller.scrollTop += this.#shift
      this.#shift = 0
    })
    $effect(() => this.#virtualizer._didMount())
  }

  /** Attaches the element that scrolls. */
  scroller = (element: HTMLElement): (() => void) => {
    const onfocusin = ({ target }: FocusEvent): void => {
      this.#focused = this.#rows().keys[Number((target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1)] ?? ''
    }
    const onfocusout = (): string => (this.#focused = '')
    element.addEventListener('focusin', onfocusin)
    element.addEventListener('focusout', onfocusout)
    untrack(() => (this.#scroller = element))
    return () => {
      element.removeEventListener('focusin', onfocusin)
      element.removeEventListener('focusout', onfocusout)
      this.#scroller = undefined
    }
  }

  /** Attaches a row's element, which has its index as `data-index`. */
  row = (element: HTMLElement): (() => void) => {
    untrack(() => this.#call(() => this.#virtualizer.measureElement(element)))
    return () => this.#call(() => this.#virtualizer.measureElement(null)) // forgets elements that are gone
  }

  toEnd = (): void => this.#call(() => this.#virtualizer.scrollToEnd())

  /** Scrolls as far as is needed to have the row in the page. */
  async reveal(key: string): Promise<void> {
    const index = this.#rows().keys.indexOf(key)
    if (index >= 0) this.#call(() => this.#virtualizer.scrollToIndex(index, { align: 'auto' }))
    await tick()
    // The browser says where it has scrolled to with the next frame.
    if (!this.#placed.has(key)) await new Promise(requestAnimationFrame).then(tick)
  }

  #update(rows: Rows): void {
    const options = this.#options(rows)
    untrack(() => {
      const before = rows.isFromEnd ? [] : this.#inView()
      this.#call(() => this.#virtualizer.setOptions(options))
      this.#shift += this.#moved(before, rows.keys)
      this.#version += 1
    })
  }

  #options(rows: Rows): VirtualizerOptions<HTMLElement, HTMLElement> {
    const { keys } = rows
    const kept = [...(rows.kept ?? []), this.#focused].map((key) => keys.indexOf(key)).filter((index) => index >= 0)
    return {
      count: keys.length,
      getItemKey: (index) => keys[index]!,
      estimateSize: () => rows.estimate,
      overscan: rows.beside,
      paddingStart: rows.paddingStart ?? 0,
      paddingEnd: rows.paddingEnd ?? 0,
      anchorTo: rows.isFromEnd ? 'end' : 'start',
      scrollEndThreshold: NEAR_THE_END,
      rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), ...kept])].sort((a, b) => a - b),
      initialRect: { width: 0, height: innerHeight }, // until it is measured
      getScrollElement: () => this.#scroller ?? null,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: (_, isNeededAtOnce) => {
        untrack(() => (this.#version += 1))
        // The view was moved to stay with its rows, which have to be moved before they are painted.
        if (isNeededAtOnce && !this.#isCalling) flushSync()
      },
    }
  }

  #call(work: () => void): void {
    this.#isCalling = true
    work()
    this.#isCalling = false
  }

  /** Where the rows in view are. */
  #inView(): [key: string, start: number][] {
    const { range, measurementsCache, scrollElement } = this.#virtualizer
    // Who is at the top sees what comes there.
    if (!range || !scrollElement?.scrollTop) return []
    return measurementsCache.slice(range.startIndex, range.endIndex + 1).map(({ key, start }) => [String(key), start])
  }

  /** How far most of them have moved, whatever became of one that went elsewhere. */
  #moved(before: [key: string, start: number][], keys: string[]): number {
    if (!before.length) return 0
    this.#virtualizer.getTotalSize() // places them anew
    const moves = before.flatMap(([key, start]) => {
      const index = keys.indexOf(key)
      return index < 0 ? [] : [this.#virtualizer.measurementsCache[index]!.start - start]
    })
    return moves.sort((a, b) => a - b)[moves.length >> 1] ?? 0
  }
}
