import { clsx } from 'clsx'
import NextLink from 'next/link'
import { type Tone, ToneIcon, toneText } from '../ui/status.tsx'

/** The health of the portals, always in sight: icon, word, and the way to the reason. */
export function HealthDot({
  tone,
  word,
  href,
  why,
}: {
  tone: Tone
  word: string
  href: string
  why?: string
}) {
  return (
    <NextLink
      href={href}
      title={why}
      className={clsx(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full px-2 font-medium text-sm hover:bg-hover',
        toneText[tone],
      )}
    >
      <ToneIcon tone={tone} className="size-3.5" />
      <span className="sr-only">Health: </span>
      <span className="max-md:sr-only">{word}</span>
    </NextLink>
  )
}
