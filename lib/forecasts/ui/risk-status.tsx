import Minus from 'lucide-react/icons/minus'
import TrendingDown from 'lucide-react/icons/trending-down'
import TrendingUp from 'lucide-react/icons/trending-up'
import { Status } from '#components/ui/status.tsx'
import type { RiskLevel, Trend } from '../schema.ts'
import { RISK_WORDS, TREND_WORDS } from './forecast-words.ts'

/** The risk level: icon, word and colour. */
export function RiskStatus({ level, look = 'pill' }: { level: RiskLevel; look?: 'pill' | 'plain' }) {
  const { tone, word, meaning } = RISK_WORDS[level]
  return (
    <Status tone={tone} look={look} title={meaning}>
      {word}
      {look === 'pill' ? ' risk' : ''}
    </Status>
  )
}

const ICONS = { increasing: TrendingUp, decreasing: TrendingDown, stable: Minus }

/** Where it goes in the next two weeks: icon and word. */
export function TrendStatus({ trend }: { trend: Trend }) {
  const Icon = ICONS[trend]
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap align-middle">
      <Icon className="size-4 shrink-0 text-ink-3" />
      {TREND_WORDS[trend]}
    </span>
  )
}
