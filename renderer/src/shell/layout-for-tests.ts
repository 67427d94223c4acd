/** jsdom lays nothing out: without these a virtual list has no height and draws nothing. */
export function giveLayout() {
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, value: 640 })
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, value: 1024 })
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, value: 640 })
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, value: 1024 })
  HTMLElement.prototype.scrollTo ??= () => {}
  window.scrollTo = () => {}
  window.matchMedia ??= (media) => Object.assign(new EventTarget(), { media, matches: false }) as MediaQueryList
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  globalThis.PointerEvent ??= MouseEvent as unknown as typeof PointerEvent
  HTMLElement.prototype.getAnimations ??= () => []
}
