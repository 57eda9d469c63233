'use client'

import UserPlus from 'lucide-react/icons/user-plus'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

// Not part of the first load: most visits make nobody.
const CreateUserForm = dynamic(
  () => import('./create-user-form.tsx').then((module) => module.CreateUserForm),
  {
    ssr: false,
    loading: () => <Skeleton className="h-80" />,
  },
)

/** The button and the dialog that make an account for somebody. */
export function CreateUser() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="primary" icon={<UserPlus />} onClick={() => setOpen(true)}>
        Create user
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Create user"
        description="Without a password the person gets a mail with a link and chooses one."
      >
        <CreateUserForm onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}
