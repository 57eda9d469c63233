'use client'

import { useRouter } from 'next/navigation'
import { FormError } from '#components/form/form-error.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Select, type SelectOption } from '#components/ui/select.tsx'
import { Textarea } from '#components/ui/textarea.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'

export type ReasonValues = { provider: string; reason: string }

export interface ReasonFormProps {
  /** The providers to choose from, where one must be chosen. */
  choices?: readonly SelectOption[]
  confirmLabel: string
  /** The title of the message when it did not work, and when it did. */
  failed: string
  done: string
  action: (values: ReasonValues) => Promise<Result<unknown, DomainError>>
  onDone: () => void
}

/** What staff do with the lock, and why; the reason stands in the audit trail. */
export function ReasonForm({ choices, confirmLabel, failed, done, action, onDone }: ReasonFormProps) {
  const router = useRouter()
  const { form, submit, pending, failure } = useActionForm<ReasonValues>({
    defaultValues: { provider: choices?.[0]?.value ?? '', reason: '' },
    action,
    onSuccess: () => {
      onDone()
      showToast({ tone: 'good', title: done })
      router.refresh()
    },
  })
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <FormError title={failed} failure={failure} />
      {choices ? (
        <FormField form={form} name="provider" label="Provider">
          {(control) => <Select {...control} options={choices} />}
        </FormField>
      ) : null}
      <FormField
        form={form}
        name="reason"
        label="Reason"
        hint="Stands in the audit trail with your name. 3 to 200 characters."
        rules={{
          required: 'is needed',
          validate: (value) => value.trim().length >= 3 || 'say why, in a few words',
        }}
      >
        {(control) => <Textarea {...control} rows={2} maxLength={200} />}
      </FormField>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton pending={pending}>{confirmLabel}</SubmitButton>
      </div>
    </form>
  )
}
