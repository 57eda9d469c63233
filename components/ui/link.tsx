import { clsx } from 'clsx'
import ArrowUpRight from 'lucide-react/icons/arrow-up-right'
import NextLink from 'next/link'
import type { ComponentProps } from 'react'

export type LinkProps = ComponentProps<typeof NextLink> & {
  /** `quiet` is for links in tables and lists, where the place already says that it is a link. */
  tone?: 'accent' | 'quiet'
  /** Opens another site in a new tab, marked, without a referrer. */
  external?: boolean
}

/** A text link. */
export function Link({ tone = 'accent', external = false, className, children, ...rest }: LinkProps) {
  const away = external ? { target: '_blank', rel: 'noreferrer noopener', prefetch: false as const } : {}
  return (
    <NextLink
      {...rest}
      {...away}
      className={clsx(
        'rounded-sm underline-offset-[0.2em]',
        tone === 'accent'
          ? 'text-accent-ink underline decoration-accent-ink/35 hover:decoration-accent-ink'
          : 'text-ink hover:underline',
        className,
      )}
    >
      {children}
      {external ? (
        <>
          <ArrowUpRight className="ml-0.5 inline size-[0.9em] align-[-0.08em]" />
          <span className="sr-only"> (opens in a new tab)</span>
        </>
      ) : null}
    </NextLink>
  )
}
