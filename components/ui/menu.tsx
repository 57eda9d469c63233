'use client'

import { clsx } from 'clsx'
import NextLink from 'next/link'
import { Fragment, type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { buttonClass } from './button-class.ts'

export interface MenuItem {
  id: string
  label: string
  icon?: ReactNode
  /** Goes somewhere … */
  href?: string
  /** … or does something. */
  onSelect?: () => void
  danger?: boolean
  disabled?: boolean
  /** A line above it. */
  startsGroup?: boolean
}

export interface MenuProps {
  trigger: ReactNode
  triggerLabel?: string
  triggerClass?: string
  /** Accessible name of the list of commands. */
  label: string
  items: readonly MenuItem[]
  align?: 'start' | 'end'
}

const itemClass =
  'flex w-full items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-left text-base outline-none [&_svg]:size-4 [&_svg]:shrink-0'

/** A list of commands on a button: arrow keys, Home, End and first letters move, Esc closes, focus returns. */
export function Menu({
  trigger,
  triggerLabel,
  triggerClass = buttonClass(),
  label,
  items,
  align = 'end',
}: MenuProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)

  const entries = () => [
    ...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]:not([aria-disabled])') ?? []),
  ]

  function onKeyDown(event: KeyboardEvent) {
    const all = entries()
    const here = all.indexOf(document.activeElement as HTMLElement)
    const go = (index: number) => {
      event.preventDefault()
      all.at(index % all.length)?.focus()
    }
    if (event.key === 'ArrowDown') go(here + 1)
    else if (event.key === 'ArrowUp') go(here - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Tab') list.current?.hidePopover()
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== ' ') {
      const letter = event.key.toLowerCase()
      const order = [...all.slice(here + 1), ...all.slice(0, here + 1)]
      order.find((entry) => entry.textContent?.trim().toLowerCase().startsWith(letter))?.focus()
    }
  }

  return (
    <span className="anchor-scope inline-flex">
      <button
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={triggerLabel}
        title={triggerLabel}
        className={clsx('anchor', triggerClass)}
      >
        {trigger}
      </button>
      <div
        id={id}
        ref={list}
        popover="auto"
        role="menu"
        aria-label={label}
        onKeyDown={onKeyDown}
        onToggle={(event) => {
          if (event.newState === 'open') entries()[0]?.focus()
        }}
        className={clsx(
          'floating anchored min-w-44 p-1 open:animate-appear',
          align === 'end' && 'anchored-end',
        )}
      >
        {items.map((item) => {
          const shared = {
            role: 'menuitem',
            tabIndex: -1,
            className: clsx(
              itemClass,
              item.danger
                ? 'text-bad hover:bg-bad-soft focus:bg-bad-soft'
                : 'text-ink hover:bg-hover focus:bg-hover',
              item.disabled && 'pointer-events-none opacity-50',
            ),
            onClick: () => {
              list.current?.hidePopover()
              item.onSelect?.()
            },
            'aria-disabled': item.disabled || undefined,
          } as const
          const content = (
            <>
              {item.icon}
              {item.label}
            </>
          )
          return (
            <Fragment key={item.id}>
              {item.startsGroup ? <hr className="mx-1 my-1 border-t" /> : null}
              {item.href ? (
                <NextLink href={item.href} {...shared}>
                  {content}
                </NextLink>
              ) : (
                <button type="button" {...shared}>
                  {content}
                </button>
              )}
            </Fragment>
          )
        })}
      </div>
    </span>
  )
}
