'use client'

import { SubmitButton } from '#components/form/submit-button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Link } from '#components/ui/link.tsx'
import { signInAction } from '../actions.ts'
import { FormMessage } from './form-message.tsx'
import { PasswordInput } from './password-input.tsx'
import { useAccountForm } from './use-account-form.ts'

/** E-mail and password; `next` is where to go afterwards. */
export function SignInForm({ next }: { next: string | null }) {
  const { state, errorOf, pending, formProps } = useAccountForm(signInAction)
  return (
    <form {...formProps} className="grid gap-5">
      <FormMessage title="You are not signed in" message={state.message} />
      {next ? <input type="hidden" name="next" value={next} /> : null}
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
      <Field
        label="Password"
        error={errorOf('password')}
        required
        aside={<Link href="/forgot">Forgot it?</Link>}
      >
        {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
      </Field>
      <SubmitButton size="lg" block pending={pending}>
        Sign in
      </SubmitButton>
    </form>
  )
}
