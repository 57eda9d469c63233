'use client'

import UserPlus from 'lucide-react/icons/user-plus'
import { type ComponentType, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'

/** The button and the dialog that make an account for somebody. The form is loaded when it is about to be used. */
export function CreateUser() {
  const [open, setOpen] = useState(false)
  const [Form, setForm] = useState<ComponentType<{ onDone: () => void }> | null>(null)

  async function load(): Promise<void> {
    const module = await import('./create-user-form.tsx')
    setForm(() => module.CreateUserForm)
  }
  /** Ahead of the click; what fails now is tried again then. */
  const prepare = () => void load().catch(() => undefined)

  async function show() {
    setOpen(true)
    try {
      await load()
    } catch {
      setOpen(false)
      showToast({
        tone: 'bad',
        title: 'The form could not be loaded',
        body: 'Check the connection and try again.',
      })
    }
  }

  return (
    <>
      <Button
        variant="primary"
        icon={<UserPlus />}
        pending={open && !Form}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => void show()}
      >
        Create user
      </Button>
      {Form ? (
        <Dialog
          open={open}
          onClose={() => setOpen(false)}
          title="Create user"
          description="Without a password the person gets a mail with a link and chooses one."
        >
          <Form onDone={() => setOpen(false)} />
        </Dialog>
      ) : null}
    </>
  )
}
