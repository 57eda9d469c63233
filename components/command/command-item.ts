/** One line of the palette: it goes somewhere or does something. */
export interface CommandItem {
  id: string
  label: string
  group: string
  href?: string
  onSelect?: () => void
  keywords?: readonly string[]
  /** Beside the label, e.g. the e-mail of a user. */
  hint?: string
  /** Keys pressed one after the other. */
  keys?: readonly [string, string]
}
