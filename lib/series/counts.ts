import { excerpt } from './file-shape.ts'
import type { RefusalCode } from './schema.ts'

/** Reads a count as publishers write it; NaN for what is no count, negative ones as they are. */
export function parseCount(text: string): number {
  let value = 0
  const length = text.length
  if (length === 0 || length > 24) return Number.NaN
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return parseUnusualCount(text)
    value = value * 10 + digit
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN
}

/** Whole numbers written another way: spaces around, thousands separators, a sign, `.0` behind. */
const UNUSUAL_COUNT = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.0*)?$/

function parseUnusualCount(text: string): number {
  const trimmed = text.trim()
  if (!UNUSUAL_COUNT.test(trimmed)) return Number.NaN
  const value = Number(trimmed.replace(/,/g, '')) + 0
  return Number.isSafeInteger(value) ? value : Number.NaN
}

/** Why a value that was read from a text cannot be taken; null when it can, or when the text is empty. */
export function countFault(value: number, text: string): { code: RefusalCode; reason: string } | null {
  if (value < 0) return { code: 'negative', reason: `${excerpt(text)} is negative, which no count can be` }
  if (Number.isNaN(value) && text.trim() !== '') {
    return { code: 'number', reason: `“${excerpt(text)}” is no whole number` }
  }
  return null
}
