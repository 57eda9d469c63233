'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { LiveField } from '#lib/bridge/ui/live-field.tsx'
import type { EntityView } from '#lib/bridge/ui/use-entity.ts'
import type { AccountFields } from './record.ts'

// Not part of the first load: most visits change no address.
const OwnEmailForm = dynamic(() => import('./own-email-form.tsx').then((module) => module.OwnEmailForm), {
  ssr: false,
  loading: () => <Skeleton className="h-52" />,
})

/** The address of whoever looks at it: live as any field, but changed by a form that asks who they are. */
export function OwnEmail({ view }: { view: EntityView<AccountFields> }) {
  const [open, setOpen] = useState(false)
  return (
    <div className="grid content-start justify-items-start gap-2">
      <LiveField
        view={view}
        field="email"
        label="E-mail"
        control={{ kind: 'read-only', why: 'You sign in with it.' }}
        className="w-full"
      />
      <Button size="sm" onClick={() => setOpen(true)} disabled={view.version === null}>
        Change e-mail
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        size="sm"
        title="Change your e-mail"
        description="You sign in with the new one from then on. It has to be confirmed again."
      >
        <OwnEmailForm version={view.version ?? 0} onDone={() => setOpen(false)} />
      </Dialog>
    </div>
  )
}
