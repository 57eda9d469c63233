'use client'

import { useFormStatus } from 'react-dom'
import { Button, type ButtonProps } from '../ui/button.tsx'

/** The one primary action of a form: busy while it runs, and it cannot be sent twice. Works in plain action forms too. */
export function SubmitButton({ pending, children, ...rest }: ButtonProps) {
  const status = useFormStatus()
  return (
    <Button variant="primary" {...rest} type="submit" pending={pending || status.pending}>
      {children}
    </Button>
  )
}
