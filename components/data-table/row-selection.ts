/**
 * The selection after a click on `id`. With `anchor`, every row from it to `id` takes the state that `id` gets. Rows that
 * are not on the page (another page, filtered out) are never part of it: nobody can see what they would act on.
 */
export function toggleRow(
  ids: readonly string[],
  selected: ReadonlySet<string>,
  id: string,
  anchor: string | null,
): ReadonlySet<string> {
  const next = new Set(ids.filter((candidate) => selected.has(candidate)))
  const to = ids.indexOf(id)
  if (to < 0) return next
  const from = anchor === null ? -1 : ids.indexOf(anchor)
  const range = from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1)
  const on = !selected.has(id)
  for (const member of range) {
    if (on) next.add(member)
    else next.delete(member)
  }
  return next
}
