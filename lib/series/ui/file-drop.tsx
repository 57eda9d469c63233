'use client'

import { clsx } from 'clsx'
import FileUp from 'lucide-react/icons/file-up'
import { useId, useState } from 'react'

/** Takes one file, dropped or picked. The input itself is the control, so it works by keyboard and without a mouse. */
export function FileDrop({
  label,
  hint,
  accept,
  file,
  disabled,
  onFile,
}: {
  label: string
  hint: string
  accept: string
  file: { name: string; note: string } | null
  disabled: boolean
  onFile: (file: File) => void
}) {
  const id = useId()
  const [over, setOver] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the input inside does the same by keyboard
    <div
      onDragOver={(event) => {
        if (disabled) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const dropped = event.dataTransfer.files[0]
        if (dropped && !disabled) onFile(dropped)
      }}
      className={clsx(
        'relative grid justify-items-center gap-1 rounded-md border border-dashed px-4 py-7 text-center',
        'has-focus-visible:outline-2 has-focus-visible:outline-accent-ink has-focus-visible:outline-offset-2',
        over ? 'border-accent-ink bg-accent-soft' : 'border-line-strong bg-sunken/60',
        disabled ? 'opacity-60' : 'hover:border-ink-3',
      )}
    >
      <FileUp className="size-6 text-ink-3" aria-hidden="true" />
      <label htmlFor={id} className="font-medium">
        {file ? file.name : label}
      </label>
      <p id={`${id}-hint`} className="text-ink-3 text-sm">
        {file ? `${file.note} · choose another by a click or by dropping it here` : hint}
      </p>
      <input
        id={id}
        type="file"
        accept={accept}
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const chosen = event.target.files?.[0]
          if (chosen) onFile(chosen)
          // The same file may be chosen again after it was mended.
          event.target.value = ''
        }}
        className="absolute inset-0 size-full cursor-pointer opacity-0 disabled:cursor-not-allowed"
      />
    </div>
  )
}
