export const jobsHeader = {
  title: 'Jobs',
  description: 'Work that takes longer than a click: what runs, what waits, and how it ended.',
}
