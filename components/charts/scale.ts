/** The little arithmetic that our charts need; the usual packages for it weigh more than a whole page of ours. */

export type Scale = (value: number) => number

/** Maps `from` onto `to`, linearly; a span of zero maps everything to its start. */
export function linearScale(from: readonly [number, number], to: readonly [number, number]): Scale {
  const span = from[1] - from[0]
  return (value) => (span === 0 ? to[0] : to[0] + ((value - from[0]) / span) * (to[1] - to[0]))
}

/** Round ticks from zero to at least `most`, in steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function ticksFromZero(most: number, count: number): number[] {
  // Below 1e-300 the steps would have too few digits to be divided by.
  const top = most > 1e-300 && Number.isFinite(most) ? most : 1
  const rough = top / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10
  const step = factor * power
  const steps = Math.max(1, Math.ceil(top / step - 1e-9))
  // Multiplied, not added up: 0.1 + 0.2 is not a label anybody wants.
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

export type Place = readonly [x: number, y: number]

const write = ([x, y]: Place) => `${x.toFixed(2)},${y.toFixed(2)}`

/** A line through the places; null breaks it, and a place between two breaks is drawn as a dot of zero length. */
export function linePath(places: readonly (Place | null)[]): string {
  let path = ''
  let pen = false
  for (const place of places) {
    if (place) path += `${pen ? 'L' : 'M'}${write(place)}`
    pen = place !== null
  }
  return path
}

/** The area between an upper and a lower edge that run over the same x. */
export function bandPath(upper: readonly Place[], lower: readonly Place[]): string {
  if (upper.length === 0) return ''
  return `M${upper.map(write).join('L')}L${lower.toReversed().map(write).join('L')}Z`
}
