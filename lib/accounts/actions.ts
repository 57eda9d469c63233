'use server'

import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import type { DomainError } from '#lib/core/errors.ts'
import { env } from '#lib/platform/config/env.ts'
import { addressOf, isFromOwnPage } from '#lib/platform/http/request.ts'
import { firstPath } from './next-path.ts'
import { requestResetSchema, resetPasswordSchema, signInSchema, signUpSchema } from './schema.ts'
import * as service from './service.ts'
import { currentSession, requireActor } from './session.ts'
import { setCookies } from './set-cookies.ts'
import type { FormState } from './ui/form-state.ts'

/** Fields that are never sent back to the page. */
const SECRET = new Set(['password', 'token'])

/** Opens a session and goes on to where the person wanted to be. */
export async function signInAction(state: FormState, form: FormData): Promise<FormState> {
  const input = read(signInSchema, { email: text(form, 'email'), password: text(form, 'password') })
  const refused = await refusedOrigin(state, form)
  if (refused) return refused
  if (!input.ok) return answer(state, form, { errors: input.errors })
  const signedIn = await service.signIn(input.value, await requestFacts())
  if (!signedIn.ok) return failed(state, form, signedIn.error)
  setCookies(await cookies(), signedIn.value.cookies)
  redirect(firstPath(signedIn.value.role, text(form, 'next')))
}

/**
 * Makes an account. An address that has one already leads to the same page as a new one. Where no mail can be sent,
 * whoever made a new account is signed in at once: there is no other way to tell them that it worked.
 */
export async function signUpAction(state: FormState, form: FormData): Promise<FormState> {
  const input = read(signUpSchema, {
    name: text(form, 'name'),
    email: text(form, 'email'),
    password: text(form, 'password'),
    acceptTerms: text(form, 'acceptTerms') === 'on',
  })
  const refused = await refusedOrigin(state, form)
  if (refused) return refused
  if (!input.ok) return answer(state, form, { errors: input.errors })
  const { name, email, password } = input.value
  const facts = await requestFacts()
  const made = await service.signUp({ name, email, password }, facts)
  if (!made.ok) return failed(state, form, made.error)
  if (made.value.created && env().SMTP_URL === undefined) {
    const signedIn = await service.signIn({ email, password }, facts)
    if (signedIn.ok) {
      setCookies(await cookies(), signedIn.value.cookies)
      redirect('/dashboard')
    }
  }
  redirect('/sign-in?notice=account-ready')
}

/** Mails a link for a new password; says the same whether or not the address has an account. */
export async function forgotAction(state: FormState, form: FormData): Promise<FormState> {
  const input = read(requestResetSchema, { email: text(form, 'email') })
  const refused = await refusedOrigin(state, form)
  if (refused) return refused
  if (!input.ok) return answer(state, form, { errors: input.errors })
  const asked = await service.requestPasswordReset(input.value.email, (await requestFacts()).address)
  return asked.ok ? answer(state, form, { done: true }) : failed(state, form, asked.error)
}

/** Sets a new password by a mailed link. */
export async function resetAction(state: FormState, form: FormData): Promise<FormState> {
  const input = read(resetPasswordSchema, { token: text(form, 'token'), password: text(form, 'password') })
  const refused = await refusedOrigin(state, form)
  if (refused) return refused
  if (!input.ok) return answer(state, form, { errors: input.errors })
  const reset = await service.resetPassword(input.value, await requestFacts())
  if (!reset.ok) return failed(state, form, reset.error)
  redirect('/sign-in?notice=password-changed')
}

/** Mails the person who is signed in a link for a new password. */
export async function changePasswordAction(state: FormState, form: FormData): Promise<FormState> {
  const actor = await requireActor('user')
  const session = await currentSession()
  if (!actor.ok) return failed(state, form, actor.error)
  if (!session) return answer(state, form, { message: 'Your session has ended: sign in again.' })
  const asked = await service.requestPasswordReset(session.email)
  return asked.ok ? answer(state, form, { done: true }) : failed(state, form, asked.error)
}

/** Ends this session, here and in every open tab. */
export async function signOutAction(): Promise<void> {
  const request = await headers()
  if (isFromOwnPage(request)) {
    const { cookies: gone } = await service.signOut(new Headers(request))
    setCookies(await cookies(), gone)
  }
  redirect('/')
}

async function requestFacts(): Promise<{ headers: Headers; address: string }> {
  const request = new Headers(await headers())
  return { headers: request, address: addressOf(request) }
}

/** Another site must not sign anybody in or out here: that would be somebody else's account under their hands. */
async function refusedOrigin(state: FormState, form: FormData): Promise<FormState | null> {
  if (isFromOwnPage(await headers())) return null
  return answer(state, form, {
    message: 'This form only works from a page of this site: reload it and try again.',
  })
}

function text(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

type Read<T> = { ok: true; value: T } | { ok: false; errors: Record<string, string> }

function read<T>(schema: z.ZodType<T>, input: Record<string, unknown>): Read<T> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data }
  const errors: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? '')
    errors[name] ??= input[name] === '' ? 'is needed' : issue.message
  }
  return { ok: false, errors }
}

function failed(state: FormState, form: FormData, error: DomainError): FormState {
  const errors = Object.fromEntries((error.fields ?? []).map(({ path, message }) => [path, message]))
  return answer(state, form, { message: error.message, errors })
}

function answer(
  state: FormState,
  form: FormData,
  change: { errors?: Record<string, string>; message?: string; done?: boolean },
): FormState {
  const typed = [...form.entries()].flatMap(([name, value]) =>
    typeof value === 'string' && !SECRET.has(name) && !name.startsWith('$')
      ? [[name, value.slice(0, 500)]]
      : [],
  )
  return {
    attempt: state.attempt + 1,
    values: Object.fromEntries(typed),
    errors: change.errors ?? {},
    message: change.message ?? null,
    done: change.done ?? false,
  }
}
