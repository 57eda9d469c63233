'use client'

import X from 'lucide-react/icons/x'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { ToneIcon, toneText } from './status.tsx'
import { currentToasts, dismissToast, subscribeToToasts, type Toast } from './toast-store.ts'

const none: readonly Toast[] = []

/**
 * Where toasts appear; one per shell. The live region is always in the page, so that the first message is announced.
 * Call `showToast` from toast-store.ts. Time stands still under the pointer, with focus inside and in a hidden tab.
 */
export function ToastHost() {
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts, () => none)
  const [held, setHeld] = useState(false)
  const region = useRef<HTMLElement>(null)

  // The top layer keeps toasts above open dialogs.
  useEffect(() => {
    const host = region.current
    if (!host) return
    if (host.matches(':popover-open')) host.hidePopover()
    if (toasts.length > 0) host.showPopover()
  }, [toasts])

  const latest = toasts.at(-1)
  return (
    <>
      {/* A live region must be in the page before its first message, and a closed popover is not. */}
      <p role="status" className="sr-only">
        {latest ? `${latest.title}${latest.body ? `. ${latest.body}` : ''}` : ''}
      </p>
      <section
        ref={region}
        popover="manual"
        aria-label="Messages"
        data-chrome
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
        className="fixed inset-auto right-4 bottom-4 m-0 w-[min(24rem,calc(100vw-2rem))] overflow-visible bg-transparent p-0 text-ink max-sm:bottom-[calc(4.5rem+env(safe-area-inset-bottom))]"
      >
        <ol className="grid gap-2">
          {toasts.map((toast) => (
            <ToastCard key={toast.id} toast={toast} held={held} />
          ))}
        </ol>
      </section>
    </>
  )
}

function ToastCard({ toast, held }: { toast: Toast; held: boolean }) {
  const left = useRef(toast.durationMs)

  useEffect(() => {
    if (held || left.current === Number.POSITIVE_INFINITY) return
    const began = Date.now()
    const timer = setTimeout(() => dismissToast(toast.id), left.current)
    return () => {
      clearTimeout(timer)
      left.current = Math.max(1500, left.current - (Date.now() - began))
    }
  }, [held, toast.id])

  return (
    <li className="floating flex animate-appear items-start gap-3 py-2.5 pr-2 pl-3.5">
      {toast.tone === 'neutral' ? null : (
        <ToneIcon tone={toast.tone} className={`mt-[calc((1lh-1.1em)/2)] ${toneText[toast.tone]}`} />
      )}
      <div className="min-w-0 grow py-px">
        <p className="font-medium">{toast.title}</p>
        {toast.body ? <p className="text-ink-2 text-sm">{toast.body}</p> : null}
      </div>
      {toast.action ? (
        <Button
          size="sm"
          onClick={() => {
            toast.action?.onSelect()
            dismissToast(toast.id)
          }}
        >
          {toast.action.label}
        </Button>
      ) : null}
      <IconButton size="sm" label="Dismiss" icon={<X />} onClick={() => dismissToast(toast.id)} />
    </li>
  )
}
