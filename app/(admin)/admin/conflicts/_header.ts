export const conflictsHeader = {
  title: 'Conflicts',
  description: 'Where two sides changed one field, or wrote a protected one: both values, who won and why.',
}
