'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import { sendResetMail } from '../../admin-actions.ts'
import type { AccountFields } from '../record.ts'

/** Mails the person a link for a new password, as long as there is one. */
export function SendReset({ account, held }: { account: Snapshot; held: boolean }) {
  const { id } = account
  const { gone } = useEntity<AccountFields>('user', id, account)
  const [pending, setPending] = useState(false)
  const router = useRouter()

  async function send() {
    setPending(true)
    try {
      const result = await sendResetMail(id)
      if (result.ok) {
        showToast({
          tone: 'good',
          title: held ? 'The mail is held in the outbox' : `A link goes to ${result.value.email}`,
          body: held ? 'No mail server is set: open the mail there and hand over its link.' : undefined,
          action: { label: 'Outbox', onSelect: () => router.push('/admin/outbox') },
        })
      } else showToast({ tone: 'bad', title: 'No mail was written', body: result.error.message })
    } catch {
      showToast({
        tone: 'bad',
        title: 'No mail was written',
        body: 'The server could not be reached; try again.',
      })
    } finally {
      setPending(false)
    }
  }

  if (gone) return null
  return (
    <Button pending={pending} onClick={() => void send()}>
      Send password link
    </Button>
  )
}
