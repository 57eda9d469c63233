'use client'

import { SubmitButton } from '#components/form/submit-button.tsx'
import { Field } from '#components/ui/field.tsx'
import { resetAction } from '../actions.ts'
import { FormMessage } from './form-message.tsx'
import { PasswordInput } from './password-input.tsx'
import { useAccountForm } from './use-account-form.ts'

/** A new password by a mailed link. */
export function ResetForm({ token }: { token: string }) {
  const { state, errorOf, pending, formProps } = useAccountForm(resetAction)
  return (
    <form {...formProps} className="grid gap-5">
      <FormMessage title="The password was not changed" message={state.message} />
      <input type="hidden" name="token" value={token} />
      <Field label="New password" hint="At least 12 characters." error={errorOf('password')} required>
        {(control) => (
          <PasswordInput {...control} name="password" autoComplete="new-password" maxLength={256} />
        )}
      </Field>
      <SubmitButton size="lg" block pending={pending}>
        Set the password
      </SubmitButton>
    </form>
  )
}
