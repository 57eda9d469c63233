import { PERMISSION_WORDS } from '../permission-words.ts'

/** The choices of an account's fields in words. They repeat the schema, which must not come to the browser. */
export const ROLE_OPTIONS = [
  { value: 'user', label: 'User' },
  { value: 'admin', label: 'Admin' },
]

export const STATUS_OPTIONS = [
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
]

export const PLAN_OPTIONS = [
  { value: 'free', label: 'Free' },
  { value: 'monthly', label: 'Monthly' },
  { value: 'annual', label: 'Annual' },
  { value: 'enterprise', label: 'Enterprise' },
]

export const PERMISSION_OPTIONS = Object.entries(PERMISSION_WORDS).map(([value, label]) => ({ value, label }))
