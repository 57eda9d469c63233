'use client'

import { clsx } from 'clsx'
import { Modal, type ModalProps } from './modal.tsx'

export type DialogProps = Omit<ModalProps, 'frame'> & { size?: 'sm' | 'md' | 'lg' }

const width = { sm: 'sm:w-104', md: 'sm:w-130', lg: 'sm:w-180' }

/** A question or a short task over the page; a sheet from below on a phone. */
export function Dialog({ size = 'md', ...rest }: DialogProps) {
  return (
    <Modal
      {...rest}
      frame={clsx(
        'fixed inset-x-0 max-sm:top-auto max-sm:bottom-0 max-sm:w-full max-sm:rounded-b-none max-sm:border-x-0 max-sm:border-b-0',
        'max-h-[88dvh] max-w-[100vw] sm:m-auto sm:max-w-[calc(100vw-2rem)]',
        width[size],
      )}
    />
  )
}
