'use client'

import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import { useState } from 'react'
import { Input, type InputProps } from '#components/ui/input.tsx'

/** A password, which its owner may look at: long ones are mistyped otherwise. */
export function PasswordInput(props: Omit<InputProps, 'type' | 'trail' | 'lead'>) {
  const [shown, setShown] = useState(false)
  const label = shown ? 'Hide the password' : 'Show the password'
  return (
    <Input
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      trail={
        <button
          type="button"
          aria-label={label}
          aria-pressed={shown}
          title={label}
          onClick={() => setShown(!shown)}
          className="grid size-7 place-items-center rounded-sm text-ink-3 hover:text-ink"
        >
          {shown ? <EyeOff /> : <Eye />}
        </button>
      }
    />
  )
}
