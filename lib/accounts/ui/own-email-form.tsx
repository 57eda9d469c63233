'use client'

import { FormError } from '#components/form/form-error.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'
import { changeOwnEmail } from '../email-actions.ts'
import { PasswordInput } from './password-input.tsx'

/** A new address and the password that says whose it is. `version` is that of the account as it is shown now. */
export function OwnEmailForm({ version, onDone }: { version: number; onDone: () => void }) {
  const { portal } = useLockstep()
  const { form, submit, pending, failure } = useActionForm({
    defaultValues: { email: '', currentPassword: '' },
    action: (values) => changeOwnEmail({ ...values, portal, baseVersion: version }),
    onSuccess: (_, { email }) => {
      onDone()
      showToast({ tone: 'good', title: `You sign in with ${email.toLowerCase()} from now on` })
    },
  })
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <FormError title="The e-mail was not changed" failure={failure} />
      <FormField form={form} name="email" label="New e-mail" rules={{ required: 'is needed' }}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
            data-autofocus
          />
        )}
      </FormField>
      <FormField
        form={form}
        name="currentPassword"
        label="Current password"
        rules={{ required: 'is needed' }}
      >
        {(control) => <PasswordInput {...control} autoComplete="current-password" maxLength={256} />}
      </FormField>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton pending={pending}>Change e-mail</SubmitButton>
      </div>
    </form>
  )
}
