export const notificationsHeader = {
  title: 'Notifications',
  description: 'What you started that has ended, and values of yours that were not kept.',
}
