import NextLink from 'next/link'
import type { ReactNode } from 'react'

export interface BarListItem {
  key: string
  label: ReactNode
  value: number
  /** How the value is written, e.g. a Num with its interval. */
  display: ReactNode
  href?: string
}

export interface BarListProps {
  /** What is compared: "Regions by risk score". */
  label: string
  items: readonly BarListItem[]
  /** The full length of a bar; the largest value when left out. */
  max?: number
  empty?: ReactNode
}

/** A ranking: name, number, and a bar that needs no axis because each number is written out. */
export function BarList({ label, items, max, empty = 'no data yet' }: BarListProps) {
  const full = max ?? Math.max(0, ...items.map((item) => item.value))
  if (items.length === 0) return <p className="text-ink-3">{empty}</p>
  return (
    <ol aria-label={label} className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
      {items.map((item) => {
        const share = full > 0 ? Math.min(100, Math.max(0, (item.value / full) * 100)) : 0
        return (
          <li key={item.key} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1">
            <div className="flex items-baseline justify-between gap-4">
              <span className="min-w-0 truncate">
                {item.href ? (
                  <NextLink href={item.href} className="rounded-sm hover:underline">
                    {item.label}
                  </NextLink>
                ) : (
                  item.label
                )}
              </span>
              <span className="shrink-0 text-ink-2">{item.display}</span>
            </div>
            <svg aria-hidden="true" width="100%" height="6">
              <rect width="100%" height="6" rx="3" className="fill-grid" />
              <rect width={`${share.toFixed(2)}%`} height="6" rx="3" className="fill-series" />
            </svg>
          </li>
        )
      })}
    </ol>
  )
}
