/**
 * Up to two letters that stand for a name: first and last word, by grapheme so that accents and emoji stay whole.
 * An e-mail address gives its first letter; nothing gives "?".
 */
export function initials(name: string): string {
  const words = (name.split('@')[0] ?? '').split(/[\s._-]+/).filter(Boolean)
  const first = words[0]
  if (!first) return '?'
  const last = words.length > 1 && !name.includes('@') ? words.at(-1) : undefined
  return [first, last]
    .filter((word) => word !== undefined)
    .map((word) => new Intl.Segmenter('en').segment(word)[Symbol.iterator]().next().value?.segment ?? '')
    .join('')
    .toLocaleUpperCase('en')
}
