'use client'

import type { ReactNode } from 'react'
import {
  type FieldPath,
  type FieldValues,
  type RegisterOptions,
  type UseFormReturn,
  useFormState,
} from 'react-hook-form'
import { type ControlProps, Field } from '../ui/field.tsx'

export interface FormFieldProps<Values extends FieldValues> {
  form: UseFormReturn<Values>
  name: FieldPath<Values>
  label: ReactNode
  hint?: ReactNode
  aside?: ReactNode
  optional?: boolean
  hideLabel?: boolean
  rules?: RegisterOptions<Values, FieldPath<Values>>
  className?: string
  /** Draws the control: spread both into it. */
  children: (control: ControlProps & ReturnType<UseFormReturn<Values>['register']>) => ReactNode
}

/** A Field tied to a form: `<FormField form={form} name="email" label="E-mail">{(c) => <Input {...c} />}</FormField>`. */
export function FormField<Values extends FieldValues>({
  form,
  name,
  rules,
  children,
  ...field
}: FormFieldProps<Values>) {
  const { errors } = useFormState({ control: form.control, name })
  const error = name
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], errors)
  const message = (error as { message?: unknown } | undefined)?.message
  return (
    <Field
      {...field}
      required={rules?.required !== undefined}
      error={typeof message === 'string' ? message : undefined}
    >
      {(control) => {
        // `required` would make the browser speak before the form does; the rule and aria-required say it instead.
        const { required, ...rest } = control
        return children({
          ...form.register(name, rules),
          ...rest,
          required: undefined,
          ...(required ? { 'aria-required': true } : {}),
        } as ControlProps & ReturnType<UseFormReturn<Values>['register']>)
      }}
    </Field>
  )
}
