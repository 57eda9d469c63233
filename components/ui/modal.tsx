'use client'

import { clsx } from 'clsx'
import X from 'lucide-react/icons/x'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { IconButton } from './icon-button.tsx'

export interface ModalProps {
  open: boolean
  /** Called for Esc, a click outside, the close button and the platform's own back gesture. */
  onClose: () => void
  title: ReactNode
  description?: ReactNode
  /** Buttons at the foot, the primary one last. */
  footer?: ReactNode
  /** False while work must not be interrupted: no Esc, no click outside, no close button. */
  dismissible?: boolean
  /** Where it sits and how large it is. */
  frame: string
  children?: ReactNode
}

/**
 * The native modal dialog behind Dialog and Sheet: the platform traps focus, makes the page inert, closes on Esc and
 * gives focus back. The first control of the content has focus; mark another with `data-autofocus`.
 */
export function Modal({
  open,
  onClose,
  title,
  description,
  footer,
  dismissible = true,
  frame,
  children,
}: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()

  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open && !dialog.open) {
      dialog.showModal()
      dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    }
    if (!open && dialog.open) dialog.close()
  }, [open])

  return (
    <dialog
      ref={ref}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      onCancel={(event) => {
        // A file picker inside bubbles its own cancel; only ours may close the dialog.
        if (event.target !== event.currentTarget) return
        event.preventDefault()
        if (dismissible) onClose()
      }}
      onClose={(event) => {
        if (event.target === event.currentTarget && open) onClose()
      }}
      onMouseDown={(event) => {
        // The backdrop is the dialog element itself, outside of its box.
        if (!dismissible || event.target !== event.currentTarget) return
        const box = event.currentTarget.getBoundingClientRect()
        const inside =
          event.clientX >= box.left &&
          event.clientX <= box.right &&
          event.clientY >= box.top &&
          event.clientY <= box.bottom
        if (!inside) onClose()
      }}
      className={clsx('floating hidden flex-col overscroll-contain p-0 open:flex open:animate-appear', frame)}
    >
      {open ? (
        <>
          <div className="px-5 pt-4.5 pr-14">
            <h2 id={`${id}-title`} className="font-semibold text-lg">
              {title}
            </h2>
            {description ? (
              <p id={`${id}-description`} className="mt-1 text-ink-2">
                {description}
              </p>
            ) : null}
          </div>
          <div className="min-h-0 grow overflow-y-auto px-5 py-4">{children}</div>
          {footer ? (
            <div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3.5">{footer}</div>
          ) : null}
          {dismissible ? (
            // Last in the order, so that the first control of the content gets the focus.
            <IconButton
              label="Close"
              icon={<X />}
              onClick={onClose}
              size="sm"
              className="absolute top-3.5 right-3.5"
            />
          ) : null}
        </>
      ) : null}
    </dialog>
  )
}
