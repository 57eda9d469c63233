export const settingsHeader = {
  title: 'System settings',
  description: 'Each is in force as soon as it is saved, in both portals and in every process.',
}
