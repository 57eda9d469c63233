'use client'

import { clsx } from 'clsx'
import Monitor from 'lucide-react/icons/monitor'
import Moon from 'lucide-react/icons/moon'
import Sun from 'lucide-react/icons/sun'
import { useTheme } from 'next-themes'
import { useId, useSyncExternalStore } from 'react'

const choices = [
  { value: 'system', label: 'System', Icon: Monitor },
  { value: 'light', label: 'Light', Icon: Sun },
  { value: 'dark', label: 'Dark', Icon: Moon },
] as const

const never = () => () => {}

/** System, light or dark: three radio buttons in a row, in effect at once. */
export function ThemeSwitch({ className }: { className?: string }) {
  const { theme, setTheme } = useTheme()
  const name = useId()
  // The choice lives in this browser only, so the server cannot know it.
  const known = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return (
    <fieldset className={clsx('flex rounded-md bg-hover p-0.5', className)}>
      <legend className="sr-only">Theme</legend>
      {choices.map(({ value, label, Icon }) => (
        <label
          key={value}
          className={clsx(
            'flex h-8 flex-1 items-center justify-center gap-1.5 rounded-[6px] px-2.5 text-ink-2 text-sm',
            'has-checked:bg-raised has-checked:font-medium has-checked:text-ink',
            'has-focus-visible:outline-2 has-focus-visible:outline-accent-ink',
          )}
        >
          <input
            type="radio"
            name={name}
            value={value}
            checked={known && theme === value}
            onChange={() => setTheme(value)}
            className="sr-only"
          />
          <Icon className="size-4" />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
