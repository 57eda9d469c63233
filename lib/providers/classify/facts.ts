import type { RawFailure } from '../failure.ts'

export type BodyShape = 'json' | 'html' | 'text' | 'empty'

/** What the five wire formats say of a failure, in one shape for the rules to match. */
export type Facts = {
  readonly status: number | null
  readonly shape: BodyShape
  /** Every machine-readable word that names a reason: codes, types, statuses, reasons. */
  readonly codes: ReadonlySet<string>
  /** Why the model stopped. */
  readonly stops: ReadonlySet<string>
  /** Names of Google quotas that were exceeded. */
  readonly quotaIds: readonly string[]
  /** The provider's words for people. */
  readonly message: string
  /** A wait that the body names in its own field, such as `36s`. */
  readonly retryDelay: string | null
  /** The body reports an error, whatever the status says. */
  readonly hasError: boolean
}

/** Beyond this a body says nothing new, and a hostile one would only cost time. */
export const BODY_LIMIT = 65_536
const MAX_ITEMS = 20

type Draft = {
  codes: Set<string>
  stops: Set<string>
  quotaIds: string[]
  messages: string[]
  retryDelay: string | null
  hasError: boolean
}

export function readFacts(raw: RawFailure): Facts {
  const text = raw.body.slice(0, BODY_LIMIT)
  const parsed = parseJson(text)
  if (parsed === undefined) {
    const shape =
      text.trim() === '' ? 'empty' : /^\s*(?:<!doctype|<html|<\?xml|<head)/i.test(text) ? 'html' : 'text'
    return {
      ...finish(emptyDraft(), raw.status, shape),
      message: shape === 'html' ? titleOf(text) : text.trim(),
    }
  }
  return finish(draftOf(parsed), raw.status, 'json')
}

/**
 * What a body hides behind HTTP 200: an error (`http`: its body has to be judged), a refusal, a cut-off answer.
 * Null when it is an answer.
 *
 * @param body the parsed JSON
 */
export function hiddenFailure(body: unknown): 'http' | 'refused' | 'truncated' | null {
  const draft = draftOf(body)
  if (draft.hasError) return 'http'
  if (REFUSALS.some((stop) => draft.stops.has(stop))) return 'refused'
  return TRUNCATIONS.some((stop) => draft.stops.has(stop)) ? 'truncated' : null
}

/** Stop reasons and block reasons of all wire formats that mean: the model will not answer this. */
export const REFUSALS: readonly string[] = [
  'content_filter',
  'refusal',
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'BLOCKED',
]

export const TRUNCATIONS: readonly string[] = [
  'length',
  'max_tokens',
  'max_output_tokens',
  'MAX_TOKENS',
  'CONTINUATION',
]

function draftOf(body: unknown): Draft {
  const draft = emptyDraft()
  // Google wraps errors of streamed methods in a list.
  const root = record(Array.isArray(body) ? body[0] : body)
  if (!root) return draft
  readError(draft, root.error)
  for (const item of list(root.errors)) readError(draft, item)
  if (root.success === false || root.object === 'error') {
    draft.hasError = true
    readReason(draft, root)
  }
  if (root.status === 'failed' || root.status === 'cancelled') {
    draft.hasError = true
    draft.codes.add(root.status)
  }
  // Gateways before the model answer without an envelope: {"statusCode":401,"message":"…"}, {"detail":"…"}.
  if (draft.messages.length === 0) {
    readReason(draft, { ...root, code: root.code ?? root.statusCode, status: undefined })
    addMessage(draft, root.detail)
  }
  if (typeof root.estimated_time === 'number') draft.retryDelay ??= `${root.estimated_time}s`
  readStops(draft, root)
  return draft
}

function readError(draft: Draft, value: unknown): void {
  if (value === undefined || value === null || value === false || value === '') return
  draft.hasError = true
  if (typeof value === 'string') {
    addMessage(draft, value)
    return
  }
  for (const item of list(value)) readError(draft, item)
  const error = record(value)
  if (!error) return
  readReason(draft, error)
  readReason(draft, record(error.innererror) ?? record(error.inner_error) ?? {})
  for (const link of list(error.error_chain)) readReason(draft, record(link) ?? {})
  for (const item of list(error.details)) {
    const detail = record(item)
    if (!detail) continue
    addCode(draft.codes, detail.reason)
    if (typeof detail.retryDelay === 'string') draft.retryDelay = detail.retryDelay
    for (const violation of list(detail.violations)) {
      const quotaId = record(violation)?.quotaId
      if (typeof quotaId === 'string') draft.quotaIds.push(quotaId)
    }
  }
}

function readReason(draft: Draft, from: Readonly<Record<string, unknown>>): void {
  for (const value of [from.code, from.type, from.status, from.reason]) addCode(draft.codes, value)
  addMessage(draft, from.message)
}

function readStops(draft: Draft, root: Readonly<Record<string, unknown>>): void {
  for (const item of list(root.choices)) {
    const choice = record(item)
    addCode(draft.stops, choice?.finish_reason)
    readError(draft, choice?.error)
    const refusal = record(choice?.message)?.refusal
    if (typeof refusal === 'string' && refusal !== '') draft.stops.add('refusal')
  }
  for (const item of list(root.candidates)) addCode(draft.stops, record(item)?.finishReason)
  if (record(root.promptFeedback)?.blockReason !== undefined) {
    draft.stops.add('BLOCKED')
    addCode(draft.stops, record(root.promptFeedback)?.blockReason)
  }
  addCode(draft.stops, record(root.incomplete_details)?.reason)
  for (const item of list(root.output)) {
    for (const part of list(record(item)?.content)) {
      if (record(part)?.type === 'refusal') draft.stops.add('refusal')
    }
  }
}

function emptyDraft(): Draft {
  return { codes: new Set(), stops: new Set(), quotaIds: [], messages: [], retryDelay: null, hasError: false }
}

function finish(draft: Draft, status: number | null, shape: BodyShape): Facts {
  const { messages, ...facts } = draft
  return { ...facts, status, shape, message: messages.join(' · ') }
}

function addCode(to: Set<string>, value: unknown): void {
  if (typeof value === 'string' && value !== '') to.add(value)
  else if (typeof value === 'number') to.add(String(value))
}

function addMessage(draft: Draft, value: unknown): void {
  if (typeof value === 'string' && value !== '' && !draft.messages.includes(value)) draft.messages.push(value)
}

function titleOf(html: string): string {
  return /<title[^>]*>([^<]{0,200})/i.exec(html)?.[1]?.trim() ?? ''
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MAX_ITEMS) : []
}
