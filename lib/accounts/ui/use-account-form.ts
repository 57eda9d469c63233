'use client'

import { type SubmitEvent, startTransition, useActionState, useEffect, useRef } from 'react'
import { type FormAction, type FormState, NEW_FORM } from './form-state.ts'

/**
 * A form over a server action that also works before or without any script. With script it sends once at a time, keeps
 * every field as typed (passwords too) and puts the focus on the first wrong one.
 */
export function useAccountForm(action: FormAction, start: FormState = NEW_FORM) {
  const [state, send, pending] = useActionState(action, start)
  const form = useRef<HTMLFormElement>(null)
  const busy = useRef(false)

  useEffect(() => {
    busy.current = pending
  }, [pending])

  useEffect(() => {
    if (state.attempt === 0) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (wrong) wrong.focus()
    else form.current?.querySelector<HTMLElement>('[data-form-message]')?.focus()
  }, [state.attempt])

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    // A form that React sends by itself is emptied afterwards; this one keeps what was typed.
    event.preventDefault()
    if (busy.current) return
    busy.current = true
    const data = new FormData(event.currentTarget)
    startTransition(() => send(data))
  }

  /** What is wrong with a field, as a sentence: messages come as "needs at least 12 characters". */
  const errorOf = (name: string) => (state.errors[name] ? `This ${state.errors[name]}.` : undefined)

  return { state, errorOf, pending, formProps: { ref: form, action: send, onSubmit, noValidate: true } }
}
