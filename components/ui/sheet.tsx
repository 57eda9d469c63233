'use client'

import { clsx } from 'clsx'
import { Modal, type ModalProps } from './modal.tsx'

export type SheetProps = Omit<ModalProps, 'frame'> & {
  side?: 'right' | 'left' | 'bottom'
  /** Wide sheets hold a record beside its list. */
  wide?: boolean
}

const place = {
  right: 'fixed inset-y-0 right-0 left-auto h-dvh rounded-r-none border-y-0 border-r-0',
  left: 'fixed inset-y-0 left-0 right-auto h-dvh rounded-l-none border-y-0 border-l-0',
  bottom:
    'fixed inset-x-0 bottom-0 top-auto w-full max-h-[85dvh] rounded-b-none border-x-0 border-b-0 pb-[env(safe-area-inset-bottom)]',
}

/** A panel from the edge of the screen: navigation on a phone, the detail of a row. */
export function Sheet({ side = 'right', wide = false, ...rest }: SheetProps) {
  return (
    <Modal
      {...rest}
      frame={clsx(place[side], side !== 'bottom' && (wide ? 'w-[min(40rem,100vw)]' : 'w-[min(22rem,88vw)]'))}
    />
  )
}
