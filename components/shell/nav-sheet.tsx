'use client'

import { usePathname } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { Sheet } from '../ui/sheet.tsx'

/** A button that opens a sheet and closes it again when the place changes. */
export function NavSheet({
  trigger,
  triggerLabel,
  triggerClass,
  title,
  side,
  children,
}: {
  trigger: ReactNode
  triggerLabel?: string
  triggerClass: string
  title: string
  side: 'left' | 'right' | 'bottom'
  children: ReactNode
}) {
  const pathname = usePathname()
  // Open is "open at this place": a navigation closes the sheet without an effect.
  const [openAt, setOpenAt] = useState<string | null>(null)
  const open = openAt !== null && openAt === pathname
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={triggerLabel}
        title={triggerLabel}
        onClick={() => setOpenAt(pathname)}
        className={triggerClass}
      >
        {trigger}
      </button>
      <Sheet open={open} onClose={() => setOpenAt(null)} title={title} side={side}>
        {children}
      </Sheet>
    </>
  )
}
