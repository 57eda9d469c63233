/** The choices that both portals offer for a profile. The fields hold any text, so an unknown value is kept as it is. */
export const LEVEL_OPTIONS = [
  'Student',
  'Entry',
  'Junior',
  'Mid',
  'Senior',
  'Lead',
  'Manager',
  'Director',
  'Executive',
].map((level) => ({ value: level, label: level }))

export const REMOTE_OPTIONS = [
  { value: 'on-site', label: 'On site' },
  { value: 'hybrid', label: 'Hybrid' },
  { value: 'remote', label: 'Remote' },
  { value: 'any', label: 'Any of these' },
]
