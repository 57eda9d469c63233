'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'
import { deletePerson } from '../../admin-actions.ts'

const NOT_DELETED = 'The account was not deleted'

/** The end of an account: what goes, what stays, and a way there that nobody takes by mistake. */
export function DeleteAccount({ id, name, email }: { id: string; name: string; email: string }) {
  const { viewer } = useLockstep()
  const [asking, setAsking] = useState(false)
  const router = useRouter()

  /** False keeps the dialog open: nothing was done. */
  async function remove(): Promise<boolean> {
    try {
      const result = await deletePerson(id)
      // Somebody else was quicker: the page says so by itself.
      if (!result.ok && result.error.code === 'not-found') return true
      if (!result.ok) {
        showToast({ tone: 'bad', title: NOT_DELETED, body: result.error.message })
        return false
      }
      showToast({ tone: 'good', title: `The account of ${name} is deleted` })
      router.push('/admin/users')
      return true
    } catch {
      showToast({ tone: 'bad', title: NOT_DELETED, body: 'The server could not be reached; try again.' })
      return false
    }
  }

  const isOwn = viewer.id === id
  return (
    <Card
      title="Delete account"
      description={
        isOwn
          ? 'Nobody deletes their own account: another admin can.'
          : 'For good. To keep somebody out for a while, suspend them instead.'
      }
    >
      {isOwn ? null : (
        <div className="grid justify-items-start gap-3 text-ink-2">
          <Consequences />
          <Button onClick={() => setAsking(true)}>Delete account …</Button>
        </div>
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={remove}
        title={`Delete the account of ${name}?`}
        confirmLabel="Delete account"
        typeToConfirm={email}
      >
        <Consequences />
      </ConfirmDialog>
    </Card>
  )
}

function Consequences() {
  return (
    <div className="grid max-w-[72ch] gap-1.5">
      <p>
        <strong className="font-medium">Gone at once:</strong> sign-in and every open page, profile,
        preferences, notifications and conflicts.
      </p>
      <p>
        <strong className="font-medium">What stays:</strong> the audit log, the log of changes for as long as
        it is kept, and mails that were written already.
      </p>
    </div>
  )
}
