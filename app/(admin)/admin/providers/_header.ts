export const providersHeader = {
  title: 'AI providers',
  description:
    'Exactly one provider answers at a time, for the whole product; without one the built-in engines do.',
}
