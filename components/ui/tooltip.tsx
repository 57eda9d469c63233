'use client'

import { cloneElement, type ReactElement, type ReactNode, useId, useRef } from 'react'

/**
 * A short explanation on hover and on focus, dismissed by Esc. The child must be focusable; the text is its description,
 * so its name must stand without it. For "what is this number" prefer the title of Num or Time.
 */
export function Tooltip({
  content,
  children,
}: {
  content: ReactNode
  children: ReactElement<{ 'aria-describedby'?: string }>
}) {
  const id = useId()
  const tip = useRef<HTMLSpanElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const show = (delayMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      // It may have left the page while the pointer rested.
      if (tip.current?.isConnected && !tip.current.matches(':popover-open')) tip.current.showPopover()
    }, delayMs)
  }
  const hide = () => {
    clearTimeout(timer.current)
    if (tip.current?.isConnected && tip.current.matches(':popover-open')) tip.current.hidePopover()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handlers only mirror the hover and focus of the child
    <span
      className="anchor-scope inline-flex"
      onPointerEnter={(event) => event.pointerType === 'mouse' && show(350)}
      onPointerLeave={hide}
      onFocus={(event) => event.target.matches(':focus-visible') && show(0)}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      <span className="anchor inline-flex">{cloneElement(children, { 'aria-describedby': id })}</span>
      <span
        ref={tip}
        id={id}
        role="tooltip"
        popover="manual"
        className="floating anchored anchored-top pointer-events-none max-w-64 px-2.5 py-1.5 text-sm open:animate-appear"
      >
        {content}
      </span>
    </span>
  )
}
