'use client'

import { SubmitButton } from '#components/form/submit-button.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { forgotAction } from '../actions.ts'
import { FormMessage } from './form-message.tsx'
import { useAccountForm } from './use-account-form.ts'

/** Asks for a link. The answer is the same for every address. */
export function ForgotForm({ mailGoesOut }: { mailGoesOut: boolean }) {
  const { state, errorOf, pending, formProps } = useAccountForm(forgotAction)
  return (
    <form {...formProps} className="grid gap-5">
      <FormMessage title="No link was made" message={state.message} />
      {state.done ? (
        <div tabIndex={-1} data-form-message>
          <Banner tone="info" title="If this address has an account, a link was made" live="polite">
            {mailGoesOut
              ? 'It is on its way by mail, works once, and ends after an hour.'
              : 'This installation cannot send mail yet, so the link waits in the staff’s outbox: ask them for it. It works once and ends after an hour.'}
          </Banner>
        </div>
      ) : null}
      <Field label="E-mail" error={errorOf('email')} required>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={state.values.email}
          />
        )}
      </Field>
      <SubmitButton size="lg" block pending={pending}>
        {state.done ? 'Make another link' : 'Make a link'}
      </SubmitButton>
    </form>
  )
}
