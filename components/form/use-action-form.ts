'use client'

import { useCallback, useRef, useState } from 'react'
import {
  type DefaultValues,
  type FieldPath,
  type FieldValues,
  type UseFormReturn,
  useForm,
} from 'react-hook-form'
import { type ActionFailure, type ActionResult, mapFailure } from './action-result.ts'

export interface ActionForm<Values extends FieldValues> {
  form: UseFormReturn<Values>
  /** For `<form onSubmit>`. */
  submit: (event?: React.BaseSyntheticEvent) => Promise<void>
  pending: boolean
  /** What is told over the form, with the request id. */
  failure: { messages: readonly string[]; requestId: string | undefined } | null
  /** The last submit went through and nothing has been touched since. */
  saved: boolean
}

export interface ActionFormOptions<Values extends FieldValues, T> {
  /** Every field of the form must be named here, with "" for empty. */
  defaultValues: DefaultValues<Values>
  action: (values: Values) => Promise<ActionResult<T>>
  onSuccess?: (value: T, values: Values) => void
}

/**
 * A form over a server action: one submit at a time, input kept on failure, server messages under their fields, the
 * first wrong field focused. After success the sent values are the new baseline.
 */
export function useActionForm<Values extends FieldValues, T = unknown>({
  defaultValues,
  action,
  onSuccess,
}: ActionFormOptions<Values, T>): ActionForm<Values> {
  const form = useForm<Values>({ defaultValues, mode: 'onTouched' })
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<ActionForm<Values>['failure']>(null)
  const [saved, setSaved] = useState(false)
  // State arrives with the next render; two quick clicks come before it.
  const busy = useRef(false)

  const send = form.handleSubmit(async (values) => {
    if (busy.current) return
    busy.current = true
    setPending(true)
    setFailure(null)
    setSaved(false)
    try {
      const result = await action(values)
      if (result.ok) {
        form.reset(values, { keepValues: true })
        setSaved(true)
        onSuccess?.(result.value, values)
      } else {
        tell(result.error)
      }
    } catch {
      tell({
        code: 'unreachable',
        message:
          'The server could not be reached. What you typed is still here; try again when you are connected.',
      })
    } finally {
      busy.current = false
      setPending(false)
    }
  })

  function tell(error: ActionFailure) {
    const mapped = mapFailure(error, Object.keys(defaultValues))
    mapped.fields.forEach(({ name, message }, index) => {
      form.setError(name as FieldPath<Values>, { type: error.code, message }, { shouldFocus: index === 0 })
    })
    if (mapped.general.length > 0) setFailure({ messages: mapped.general, requestId: error.requestId })
  }

  const submit = useCallback(
    async (event?: React.BaseSyntheticEvent) => {
      event?.preventDefault()
      if (busy.current) return
      await send(event)
    },
    [send],
  )
  return { form, submit, pending, failure, saved: saved && !form.formState.isDirty }
}
