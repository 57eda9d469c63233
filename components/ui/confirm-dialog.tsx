'use client'

import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Code } from './code.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { Input } from './input.tsx'

export interface ConfirmDialogProps {
  open: boolean
  onClose: () => void
  /** Does the thing; the dialog stays open and busy until it settles, and closes when it resolves to anything but false. */
  onConfirm: () => unknown | Promise<unknown>
  /** The question, with the name of the thing: "Delete Ana Petrović?" */
  title: string
  /** What will be gone and what stays. */
  children: ReactNode
  /** The verb: "Delete user". */
  confirmLabel: string
  /** For what cannot be undone: must be typed before the button works. */
  typeToConfirm?: string
  danger?: boolean
}

/** Asks before something that cannot be undone. Reversible deletes use an undo toast instead. */
export function ConfirmDialog({ open, onClose, ...rest }: ConfirmDialogProps) {
  // The body is remounted with each opening, so that a typed word never survives.
  return open ? <OpenConfirmDialog onClose={onClose} {...rest} /> : null
}

function OpenConfirmDialog({
  onClose,
  onConfirm,
  title,
  children,
  confirmLabel,
  typeToConfirm,
  danger = true,
}: Omit<ConfirmDialogProps, 'open'>) {
  const [typed, setTyped] = useState('')
  const [pending, setPending] = useState(false)
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm

  async function confirm() {
    if (!ready || pending) return
    setPending(true)
    try {
      if ((await onConfirm()) !== false) onClose()
    } finally {
      setPending(false)
    }
  }

  return (
    <Dialog open size="sm" onClose={onClose} title={title} dismissible={!pending}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void confirm()
        }}
      >
        <div className="text-ink-2">{children}</div>
        {typeToConfirm === undefined ? null : (
          <Field
            label={
              <>
                Type <Code>{typeToConfirm}</Code> to go on
              </>
            }
          >
            {(control) => (
              <Input
                {...control}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
              />
            )}
          </Field>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button
            onClick={onClose}
            disabled={pending}
            data-autofocus={typeToConfirm === undefined || undefined}
          >
            Cancel
          </Button>
          <Button type="submit" variant={danger ? 'danger' : 'primary'} disabled={!ready} pending={pending}>
            {confirmLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
