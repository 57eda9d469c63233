import type { DailySeries } from './daily-series.ts'

/**
 * A daily series that grows at both ends while a file is read, in any order of dates. Memory is eight bytes a day
 * between the first and the last date seen, doubled at most.
 */
export class GrowableSeries {
  private buffer = new Float64Array(0)
  private bufferStart = 0
  private first = 0
  private last = -1

  /** Days that the buffer can hold; what a budget for the whole file is counted in. */
  get capacity(): number {
    return this.buffer.length
  }

  /** Days that setting a value at `day` would add to the capacity. */
  growthFor(day: number): number {
    if (this.buffer.length === 0) return INITIAL
    const before = this.bufferStart - day
    const after = day - (this.bufferStart + this.buffer.length - 1)
    const missing = Math.max(before, after)
    return missing <= 0 ? 0 : Math.max(missing + SLACK, this.buffer.length)
  }

  /** NaN where nothing has been set. */
  get(day: number): number {
    return this.buffer[day - this.bufferStart] ?? Number.NaN
  }

  set(day: number, value: number): void {
    if (this.last < this.first) {
      this.buffer = new Float64Array(INITIAL).fill(Number.NaN)
      this.bufferStart = day
      this.first = day
      this.last = day
    }
    const growth = this.growthFor(day)
    if (growth > 0) {
      const grown = new Float64Array(this.buffer.length + growth).fill(Number.NaN)
      const shift = day < this.bufferStart ? growth : 0
      grown.set(this.buffer, shift)
      this.buffer = grown
      this.bufferStart -= shift
    }
    this.buffer[day - this.bufferStart] = value
    if (day < this.first) this.first = day
    if (day > this.last) this.last = day
  }

  toSeries(): DailySeries {
    if (this.last < this.first) return { startDay: 0, values: new Float64Array(0) }
    const from = this.first - this.bufferStart
    return { startDay: this.first, values: this.buffer.slice(from, from + this.last - this.first + 1) }
  }
}

const INITIAL = 64
const SLACK = 32
