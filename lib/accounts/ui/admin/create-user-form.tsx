'use client'

import { useRouter } from 'next/navigation'
import { FormError } from '#components/form/form-error.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { createPerson, type NewPerson } from '../../admin-actions.ts'
import type { UserRow } from '../../schema.ts'
import { PLAN_OPTIONS, ROLE_OPTIONS } from './account-options.ts'

const EMPTY: NewPerson = { name: '', email: '', password: '', role: 'user', plan: 'free' }

/** The fields of a new account. */
export function CreateUserForm({ onDone }: { onDone: () => void }) {
  const router = useRouter()
  const { form, submit, pending, failure } = useActionForm<NewPerson, UserRow>({
    defaultValues: EMPTY,
    action: async (values) => {
      const result = await createPerson(values)
      return result.ok ? result : { ok: false, error: { ...result.error, fields: result.error.fields } }
    },
    onSuccess: (person, values) => {
      onDone()
      showToast({
        tone: 'good',
        title: `${person.name} has an account`,
        body: values.password ? undefined : 'The link for a password is in the outbox.',
        action: { label: 'Open', onSelect: () => router.push(`/admin/users/${person.id}`) },
      })
    },
  })
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <FormError title="No account was made" failure={failure} />
      <FormField form={form} name="name" label="Name" rules={{ required: 'is needed' }}>
        {(control) => <Input {...control} autoComplete="off" maxLength={120} data-autofocus />}
      </FormField>
      <FormField form={form} name="email" label="E-mail" rules={{ required: 'is needed' }}>
        {(control) => <Input {...control} type="email" autoComplete="off" />}
      </FormField>
      <FormField
        form={form}
        name="password"
        label="Password"
        optional
        hint="At least 12 characters; leave it empty to send a link."
        rules={{ validate: (value) => value === '' || value.length >= 12 || 'needs at least 12 characters' }}
      >
        {(control) => <Input {...control} type="password" autoComplete="new-password" />}
      </FormField>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField form={form} name="role" label="Role">
          {(control) => <Select {...control} options={ROLE_OPTIONS} />}
        </FormField>
        <FormField form={form} name="plan" label="Plan">
          {(control) => <Select {...control} options={PLAN_OPTIONS} />}
        </FormField>
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton pending={pending}>Create user</SubmitButton>
      </div>
    </form>
  )
}
