/** Numbers as people read them. English first; every function is pure and total (NaN and infinities give "no data"). */

export const NO_DATA = 'no data'

const whole = new Intl.NumberFormat('en')
const signed = new Intl.NumberFormat('en', { signDisplay: 'exceptZero', maximumFractionDigits: 1 })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

/** `1234.5` → "1,234.5". At most `digits` decimals (default: 0 from 100 up, else 2). */
export function formatNumber(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return NO_DATA
  const most = digits ?? (Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2)
  if (most === 0) return whole.format(Math.round(value) + 0)
  return decimals(most).format(value)
}

const byDigits: Intl.NumberFormat[] = []

/** Making a format takes far longer than using it. */
function decimals(most: number): Intl.NumberFormat {
  byDigits[most] ??= new Intl.NumberFormat('en', { maximumFractionDigits: most })
  return byDigits[most]
}

/** Three significant digits from 10,000 up ("12.3K", "1.02M"), in full below: small counts are read digit by digit. */
export function formatCompact(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return NO_DATA
  return Math.abs(value) < 10_000 ? formatNumber(value, digits) : short.format(value)
}

/** The ends of an interval, "(380–450)", each written by `show`; they may come in either order. */
export function formatRange(
  low: number,
  high: number,
  show: (value: number, digits?: number) => string,
  digits?: number,
): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return ''
  return `(${show(Math.min(low, high), digits)}–${show(Math.max(low, high), digits)})`
}

/** "412 (380–450)": a median with the ends of its interval. */
export function formatInterval(value: number, low: number, high: number, digits?: number): string {
  if (![value, low, high].every(Number.isFinite)) return NO_DATA
  return `${formatCompact(value, digits)} ${formatRange(low, high, formatCompact, digits)}`
}

/** A share of 0–1 as "12 %"; small shares keep one decimal, and what is not quite all or nothing never reads as it. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return NO_DATA
  const percent = share * 100
  if (percent !== 0 && Math.abs(percent) < 0.1) return percent < 0 ? '> −0.1 %' : '< 0.1 %'
  if (percent < 100 && percent > 99.9) return '> 99.9 %'
  const digits = Math.abs(percent) < 10 || (percent > 99 && percent < 100) ? 1 : 0
  return `${formatNumber(Number(percent.toFixed(digits)), digits)} %`
}

/** A change with its sign: "+12.5", "−3". */
export function formatChange(value: number): string {
  return Number.isFinite(value) ? signed.format(value).replace('-', '−') : NO_DATA
}

/** Milliseconds as "0.8 ms", "140 ms", "2.4 s", "3 min 05 s", "2 h 10 min". */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return NO_DATA
  if (ms < 10) return `${formatNumber(Number(ms.toFixed(1)), 1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${formatNumber(ms / 1000, ms < 10_000 ? 1 : 0)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes in decimal units: "1.2 MB". */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return NO_DATA
  let size = Math.abs(bytes)
  let unit = 0
  while (size >= 999.5 && unit < byteUnits.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${bytes < 0 ? '−' : ''}${formatNumber(size, size < 10 && unit > 0 ? 1 : 0)} ${byteUnits[unit]}`
}
