'use client'

import { SubmitButton } from '#components/form/submit-button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Link } from '#components/ui/link.tsx'
import { signUpAction } from '../actions.ts'
import { FormMessage } from './form-message.tsx'
import { PasswordInput } from './password-input.tsx'
import { useAccountForm } from './use-account-form.ts'

/** Everything that an account needs at first, and nothing else. */
export function SignUpForm() {
  const { state, errorOf, pending, formProps } = useAccountForm(signUpAction)
  return (
    <form {...formProps} className="grid gap-5">
      <FormMessage title="The account was not made" message={state.message} />
      <Field label="Name" error={errorOf('name')} required>
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            maxLength={120}
            defaultValue={state.values.name}
          />
        )}
      </Field>
      <Field label="E-mail" error={errorOf('email')} required>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={state.values.email}
          />
        )}
      </Field>
      <Field
        label="Password"
        hint="At least 12 characters. Several words in a row are easy to keep in mind and hard to guess."
        error={errorOf('password')}
        required
      >
        {(control) => (
          <PasswordInput {...control} name="password" autoComplete="new-password" maxLength={256} />
        )}
      </Field>
      <Checkbox
        name="acceptTerms"
        label={
          <>
            I accept the <Link href="/terms">terms</Link> and what they say about my data
          </>
        }
        error={state.errors.acceptTerms ? `The terms ${state.errors.acceptTerms}.` : undefined}
        defaultChecked={state.values.acceptTerms === 'on'}
      />
      <SubmitButton size="lg" block pending={pending}>
        Create account
      </SubmitButton>
    </form>
  )
}
