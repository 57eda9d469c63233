'use client'

import { SubmitButton } from '#components/form/submit-button.tsx'
import { Status } from '#components/ui/status.tsx'
import { changePasswordAction } from '../actions.ts'
import { FormMessage } from './form-message.tsx'
import { useAccountForm } from './use-account-form.ts'

/** Mails the person a link by which they choose a new password. */
export function ChangePassword({ mailGoesOut }: { mailGoesOut: boolean }) {
  const { state, pending, formProps } = useAccountForm(changePasswordAction)
  return (
    <form {...formProps} className="grid justify-items-start gap-3">
      <FormMessage title="No link was made" message={state.message} />
      <SubmitButton variant="secondary" pending={pending}>
        Send me a link
      </SubmitButton>
      {state.done ? (
        <p role="status">
          <Status tone="good" look="plain" className="!whitespace-normal">
            {mailGoesOut
              ? 'The link is on its way to your address. It works once and ends after an hour.'
              : 'The link was made, but this installation cannot send mail yet: staff find it in their outbox.'}
          </Status>
        </p>
      ) : null}
    </form>
  )
}
