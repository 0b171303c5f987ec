let last: Element | null = null

// A dialog takes the focus before anybody could ask where it was, and most are opened by a key or from the palette.
if (typeof document !== 'undefined')
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element && target.closest('[role=dialog][data-state]') === null) last = target
  })

/** For a dialog without a trigger of its own: the focus goes back to where it was when the dialog opened. */
export function returnFocus(event: Event): void {
  event.preventDefault()
  if (last instanceof HTMLElement && last.isConnected) last.focus({ preventScroll: true })
}
