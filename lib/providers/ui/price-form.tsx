'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormError } from '#components/form/form-error.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Input } from '#components/ui/input.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import type { ProviderName } from '../domain.ts'
import { setProviderPrice } from '../price-actions.ts'
import { providerName } from './provider-words.ts'

type Known = {
  provider: ProviderName
  model: string
  /** US dollars for a million tokens; null while no price is set. */
  dollarsIn: number | null
  dollarsOut: number | null
}

/** Opens the form in which staff say what a model costs. */
export function SetPrice(known: Known) {
  const [isOpen, setOpen] = useState(false)
  const name = `${providerName(known.provider)} ${known.model}`
  const label = known.dollarsIn === null ? 'Set price' : 'Change price'
  const close = () => setOpen(false)
  return (
    <>
      <Button size="sm" aria-label={`${label}: ${name}`} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog
        title="Price of a model"
        description={`${name}. As the provider’s price list says; it counts for all of today.`}
        open={isOpen}
        onClose={close}
      >
        {isOpen ? <PriceForm {...known} onDone={close} /> : null}
      </Dialog>
    </>
  )
}

type Values = { dollarsInPerMillion: string; dollarsOutPerMillion: string }

function PriceForm({ provider, model, dollarsIn, dollarsOut, onDone }: Known & { onDone: () => void }) {
  const router = useRouter()
  const { form, submit, pending, failure } = useActionForm<Values>({
    defaultValues: {
      dollarsInPerMillion: dollarsIn === null ? '' : String(dollarsIn),
      dollarsOutPerMillion: dollarsOut === null ? '' : String(dollarsOut),
    },
    action: ({ dollarsInPerMillion, dollarsOutPerMillion }) =>
      setProviderPrice({
        provider,
        model,
        dollarsInPerMillion: Number(dollarsInPerMillion),
        dollarsOutPerMillion: Number(dollarsOutPerMillion),
      }),
    onSuccess: () => {
      onDone()
      showToast({ tone: 'good', title: 'The price is set' })
      router.refresh()
    },
  })
  const rules = {
    required: 'is needed',
    validate: (value: string) =>
      (value.trim() !== '' && Number(value) >= 0 && Number(value) <= 10_000) ||
      'is a number from 0 to 10,000',
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <FormError title="The price was not set" failure={failure} />
      <FormField
        form={form}
        name="dollarsInPerMillion"
        label="US dollars for a million tokens in"
        hint="What the model is shown. With a point for decimals, such as 0.15."
        rules={rules}
      >
        {(control) => <Input {...control} inputMode="decimal" autoComplete="off" />}
      </FormField>
      <FormField
        form={form}
        name="dollarsOutPerMillion"
        label="US dollars for a million tokens out"
        hint="What the model answers."
        rules={rules}
      >
        {(control) => <Input {...control} inputMode="decimal" autoComplete="off" />}
      </FormField>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton pending={pending}>Set price</SubmitButton>
      </div>
    </form>
  )
}
