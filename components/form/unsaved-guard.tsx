'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'

/** While `dirty`, leaving the page asks first: the browser's own question on reload, ours on a link. */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const router = useRouter()
  const [wanted, setWanted] = useState<string | null>(null)

  useEffect(() => {
    if (!dirty) return
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
        return
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
      if (!link || (link.target && link.target !== '_self')) return
      const to = new URL(link.href, location.href)
      // Leaving the app is the browser's question; a change of tab or hash on this page is no leaving.
      if (to.origin !== location.origin || to.pathname === location.pathname) return
      event.preventDefault()
      event.stopPropagation()
      setWanted(to.pathname + to.search + to.hash)
    }
    window.addEventListener('beforeunload', onUnload)
    // Before the router sees it.
    document.addEventListener('click', onClick, { capture: true })
    return () => {
      window.removeEventListener('beforeunload', onUnload)
      document.removeEventListener('click', onClick, { capture: true })
    }
  }, [dirty])

  return (
    <ConfirmDialog
      open={wanted !== null}
      onClose={() => setWanted(null)}
      onConfirm={() => {
        if (wanted) router.push(wanted)
      }}
      title="Leave without saving?"
      confirmLabel="Leave"
    >
      What you changed on this page is not saved yet.
    </ConfirmDialog>
  )
}
