export const settingsHeader = {
  title: 'System settings',
  description: 'Each saves itself and is in force within a second, in both portals and in every process.',
}
