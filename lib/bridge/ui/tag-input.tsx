'use client'

import { clsx } from 'clsx'
import X from 'lucide-react/icons/x'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { ControlProps } from '#components/ui/field.tsx'
import { controlClass } from '#components/ui/input.tsx'

export interface TagInputProps {
  control: ControlProps
  values: readonly string[]
  /** Called with the whole new list; an added value is trimmed and not there yet. */
  onChange: (values: string[], change: { removed?: string }) => void
  /** What one of them is called, for "Remove skill Python". */
  noun: string
  placeholder?: string
  maxLength: number
  max: number
  /** One a line, for sentences such as goals. */
  long?: boolean
  pending?: boolean
  disabled?: boolean
}

/** A list of short texts: Enter or a comma adds, Backspace in the empty field takes the last one back to edit. */
export function TagInput({
  control,
  values,
  onChange,
  noun,
  placeholder,
  maxLength,
  max,
  long = false,
  pending = false,
  disabled = false,
}: TagInputProps) {
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const isFull = values.length >= max

  function add(): boolean {
    const wanted = (long ? [text] : text.split(','))
      .map((part) => part.trim().slice(0, maxLength))
      .filter(Boolean)
    const known = new Set(values.map((value) => value.toLocaleLowerCase()))
    const fresh = wanted.filter((part) => !known.has(part.toLocaleLowerCase()))
    setText('')
    if (fresh.length > 0) onChange([...values, ...new Set(fresh)].slice(0, max), {})
    return wanted.length > 0
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    // A half-composed word (Japanese, Korean …) ends with Enter too.
    if (event.nativeEvent.isComposing) return
    if ((event.key === 'Enter' && text !== '') || (event.key === ',' && !long)) {
      event.preventDefault()
      add()
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) {
      event.preventDefault()
      setText(values.at(-1) ?? '')
      onChange(values.slice(0, -1), {})
    }
  }

  return (
    <div className="grid gap-2">
      {values.length > 0 ? (
        <ul className={clsx('flex gap-1.5', long ? 'flex-col' : 'flex-wrap')}>
          {values.map((value) => (
            <li
              key={value}
              className={clsx(
                'flex min-w-0 items-center justify-between gap-1 rounded-md bg-hover pl-2.5 text-sm',
                pending && 'pending',
              )}
            >
              <span className="min-w-0 break-words py-1">{value}</span>
              <button
                type="button"
                aria-label={`Remove ${noun} ${value}`}
                title={`Remove ${value}`}
                disabled={disabled}
                onClick={() => {
                  onChange(
                    values.filter((other) => other !== value),
                    { removed: value },
                  )
                  input.current?.focus()
                }}
                className="grid size-7 shrink-0 place-items-center rounded-md text-ink-3 hover:text-ink coarse:size-9"
              >
                <X className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <input
        {...control}
        ref={input}
        value={text}
        disabled={disabled || isFull}
        maxLength={long ? maxLength : undefined}
        placeholder={isFull ? `At most ${max}: remove one to add another` : placeholder}
        enterKeyHint="done"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={add}
        className={clsx(controlClass, 'h-(--control) px-3')}
      />
    </div>
  )
}
