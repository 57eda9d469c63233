export const callsHeader = {
  title: 'Calls',
  description:
    'Every question to an AI provider and what came of it: the proof of each answer. Kept for 400 days.',
}
