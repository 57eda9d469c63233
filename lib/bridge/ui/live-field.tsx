'use client'

import { clsx } from 'clsx'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { type ControlProps, Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select, type SelectOption } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { Textarea } from '#components/ui/textarea.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import type { FieldValue } from '../domain.ts'
import { actorWords, valueWords } from './field-words.ts'
import { Flash } from './flash.tsx'
import { useLockstep } from './lockstep-provider.tsx'
import { TagInput } from './tag-input.tsx'
import type { EntityView } from './use-entity.ts'
import { useFieldAside } from './use-field-aside.tsx'
import { type LiveFieldState, useLiveField } from './use-live-field.ts'

export type LiveControl =
  | { readonly kind: 'text'; readonly type?: 'text' | 'email' | 'tel'; readonly autoComplete?: string }
  | { readonly kind: 'multiline'; readonly rows?: number }
  /** A stored value that is not among the options is offered as it is: the other side may use other words. */
  | { readonly kind: 'select'; readonly options: readonly SelectOption[]; readonly placeholder?: string }
  | { readonly kind: 'switch' }
  | { readonly kind: 'tags'; readonly noun: string; readonly max: number; readonly long?: boolean }
  | { readonly kind: 'read-only'; readonly why: string; readonly show?: (value: FieldValue) => string }

export interface LiveFieldProps<F extends { readonly [K in keyof F]: FieldValue }> {
  view: EntityView<F>
  field: keyof F & string
  label: string
  hint?: string
  placeholder?: string
  maxLength?: number
  control?: LiveControl
  className?: string
}

const TEXT: LiveControl = { kind: 'text' }

/** The dotted line of a pending value within a control, where browsers do not draw text decorations. */
const pendingControl =
  '[background-image:radial-gradient(circle,var(--color-ink-3)_1px,transparent_1.3px)] [background-size:5px_3px] [background-repeat:repeat-x] [background-position:0_calc(100%-0.375rem)] [background-origin:content-box] [background-clip:content-box]'
const pendingSelect =
  '[&>select]:[background-image:radial-gradient(circle,var(--color-ink-3)_1px,transparent_1.3px)] [&>select]:[background-size:5px_3px] [&>select]:[background-repeat:repeat-x] [&>select]:[background-position:0_calc(100%-0.375rem)] [&>select]:[background-origin:content-box] [&>select]:[background-clip:content-box]'

/**
 * A field of a live entity: sends on blur, Enter or choice, shows the change at once with a dotted line until it is
 * taken, explains a refusal in place, and lights up when somebody else changed it.
 */
export function LiveField<F extends { readonly [K in keyof F]: FieldValue }>(props: LiveFieldProps<F>) {
  const { view, field, label, hint, control = TEXT, className } = props
  const state = useLiveField(view, field)
  const { aside, tells } = useFieldAside(view, field, state)
  if (control.kind === 'switch') {
    return (
      <div
        id={`field-${field}`}
        className={clsx('relative grid scroll-mt-24 gap-1.5', className)}
        data-field={field}
        {...tells}
      >
        <Switch
          label={label}
          hint={hint}
          checked={state.value === true}
          disabled={!state.ready}
          onChange={(event) => void state.commit(event.target.checked)}
        />
        {aside ? <p className="text-ink-3 text-sm">{aside}</p> : null}
        {plainProblem(state) ? (
          <p role="alert" className="text-bad text-sm">
            {plainProblem(state)}
          </p>
        ) : null}
        <Notices state={state} />
        <Flash at={state.flash} />
      </div>
    )
  }
  return (
    <div
      id={`field-${field}`}
      className={clsx('@container relative scroll-mt-24', className)}
      data-field={field}
      {...(control.kind === 'read-only' ? {} : tells)}
    >
      <Field
        label={label}
        hint={control.kind === 'read-only' ? control.why : hint}
        error={plainProblem(state)}
        aside={aside}
      >
        {(tied) => <Control {...props} control={control} tied={tied} state={state} />}
      </Field>
      <Notices state={state} />
      <Flash at={state.flash} />
    </div>
  )
}

function Control<F extends { readonly [K in keyof F]: FieldValue }>({
  control,
  tied,
  state,
  label,
  placeholder,
  maxLength,
}: LiveFieldProps<F> & { control: LiveControl; tied: ControlProps; state: LiveFieldState }) {
  const marked = { ...tied, className: state.pending ? pendingControl : undefined }
  const text = typeof state.value === 'string' ? state.value : valueWords(state.value)
  const typing = {
    ...marked,
    value: text,
    disabled: !state.ready,
    placeholder,
    maxLength,
    onChange: (event: { target: { value: string } }) => state.type(event.target.value),
    onBlur: () => void state.commit(),
  }
  const keys = (sends: (event: KeyboardEvent) => boolean) => (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (sends(event)) {
      event.preventDefault()
      void state.commit()
    } else if (event.key === 'Escape') state.discard()
  }

  if (control.kind === 'read-only') {
    const show = control.show ?? valueWords
    return <Input {...marked} readOnly value={state.ready ? show(state.value) : ''} />
  }
  if (control.kind === 'multiline') {
    const sends = (event: KeyboardEvent) => event.key === 'Enter' && (event.metaKey || event.ctrlKey)
    return <Textarea {...typing} rows={control.rows ?? 4} onKeyDown={keys(sends)} />
  }
  if (control.kind === 'select') {
    const known = control.options.some((option) => option.value === text)
    const options =
      known || text === '' ? control.options : [{ value: text, label: text }, ...control.options]
    return (
      <Select
        {...tied}
        className={state.pending ? pendingSelect : undefined}
        value={typeof state.value === 'string' ? state.value : ''}
        disabled={!state.ready}
        options={options}
        placeholder={control.placeholder}
        onChange={(event) => void state.commit(event.target.value)}
      />
    )
  }
  if (control.kind === 'tags') {
    return (
      <LiveTags
        control={control}
        tied={tied}
        state={state}
        label={label}
        placeholder={placeholder}
        maxLength={maxLength}
      />
    )
  }
  return (
    <Input
      {...typing}
      type={control.kind === 'text' ? (control.type ?? 'text') : 'text'}
      autoComplete={control.kind === 'text' ? (control.autoComplete ?? 'off') : 'off'}
      onKeyDown={keys((event) => event.key === 'Enter')}
    />
  )
}

function LiveTags({
  control,
  tied,
  state,
  label,
  placeholder,
  maxLength = 160,
}: {
  control: LiveControl & { kind: 'tags' }
  tied: ControlProps
  state: LiveFieldState
  label: string
  placeholder: string | undefined
  maxLength: number | undefined
}) {
  const values = Array.isArray(state.value) ? (state.value as readonly string[]) : []
  // Undo happens later: it adds to the list as it is then.
  const latest = useRef(state)
  useEffect(() => {
    latest.current = state
  }, [state])

  function offerUndo(removed: string) {
    showToast({
      title: `Removed “${removed}” from ${label.toLowerCase()}`,
      action: {
        label: 'Undo',
        onSelect: () => {
          const { value, commit } = latest.current
          void commit([...(Array.isArray(value) ? (value as readonly string[]) : []), removed])
        },
      },
    })
  }

  return (
    <TagInput
      control={tied}
      values={values}
      noun={control.noun}
      max={control.max}
      maxLength={maxLength}
      long={control.long}
      placeholder={placeholder}
      pending={state.pending}
      disabled={!state.ready}
      onChange={(next, { removed }) => {
        void state.commit(next)
        if (removed !== undefined) offerUndo(removed)
      }}
    />
  )
}

/** A refusal that leaves nothing to choose: it belongs to the control itself. */
function plainProblem({ problem }: LiveFieldState): string | undefined {
  return problem && problem.mine === undefined ? problem.message : undefined
}

/** What went otherwise than meant, beside the field it is about. */
function Notices({ state }: { state: LiveFieldState }) {
  const { viewer } = useLockstep()
  if (state.overtakenBy) {
    return (
      <div role="status" className="mt-1.5 grid gap-2 rounded-md bg-watch-soft px-3 py-2 text-sm">
        <p>
          {actorWords(state.overtakenBy.actor, viewer)} changed this while you were typing. Yours is not sent
          yet.
        </p>
        <p className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => void state.commit(state.value)}>
            Use mine
          </Button>
          <Button size="sm" variant="ghost" onClick={state.discard}>
            Keep theirs
          </Button>
        </p>
      </div>
    )
  }
  if (state.problem?.mine === undefined) return null
  const { message, mine } = state.problem
  return (
    <div role="alert" className="mt-1.5 grid gap-2 text-bad text-sm">
      <p>{message}</p>
      <p className="flex flex-wrap items-center gap-2 text-ink-2">
        <span className="min-w-0 break-words">Yours: “{valueWords(mine)}”</span>
        <Button size="sm" onClick={() => void state.commit(mine)}>
          Use mine
        </Button>
        <Button size="sm" variant="ghost" onClick={state.discard}>
          Leave it
        </Button>
      </p>
    </div>
  )
}
