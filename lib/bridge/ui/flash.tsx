/**
 * Lights up once what it covers; put it last into a `relative` parent. A new `at` (a version) lights it again, null
 * keeps it dark. Unlike `Changed` it lies over its parent, for values that stand in an opaque control.
 */
export function Flash({ at }: { at: number | null }) {
  if (at === null) return null
  return (
    <span
      key={at}
      aria-hidden="true"
      data-flash
      className="pointer-events-none absolute -inset-1 animate-flash rounded-md mix-blend-multiply dark:mix-blend-screen"
    />
  )
}
