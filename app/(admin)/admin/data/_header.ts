export const dataHeader = {
  title: 'Data management',
  description: 'Who publishes the figures, how fresh they are, and what the last imports did.',
}
