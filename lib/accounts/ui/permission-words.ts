/** What a person may do beyond their role, in words. They repeat the schema, which must not come to the browser. */
export const PERMISSION_WORDS: Readonly<Record<string, string>> = {
  'users:manage': 'Manage users',
  'data:manage': 'Manage data',
  'forecasts:manage': 'Manage forecasts',
  'providers:manage': 'Manage AI providers',
}
