/** The value below which a share `p` (0–1) of the measurements lies; null without any. */
export function percentile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((left, right) => left - right)
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)]
  return value === undefined ? null : Math.round(value * 100) / 100
}
