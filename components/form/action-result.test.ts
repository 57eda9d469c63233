import { expect, test } from 'vitest'
import { mapFailure } from './action-result.ts'

const failure = (fields: { path: string; message: string }[]) => ({
  code: 'invalid',
  message: 'Not valid.',
  fields,
})

test('a message for a field goes under the field, one below it too', () => {
  const mapped = mapFailure(
    failure([
      { path: 'email', message: 'Not an address.' },
      { path: 'skills.3.name', message: 'Too long.' },
    ]),
    ['email', 'skills'],
  )
  expect(mapped.fields).toEqual([
    { name: 'email', message: 'Not an address.' },
    { name: 'skills', message: 'Too long.' },
  ])
  expect(mapped.general).toEqual([])
})

test('a message for a field that the form does not have is told, never lost', () => {
  expect(
    mapFailure(failure([{ path: 'role', message: 'Only staff may set it.' }]), ['email']).general,
  ).toEqual(['role: Only staff may set it.'])
})

test('a failure without fields is told as a whole', () => {
  expect(mapFailure({ code: 'unavailable', message: 'Try again.' }, ['email']).general).toEqual([
    'Try again.',
  ])
})

test('a name that only begins like a field is another field', () => {
  expect(mapFailure(failure([{ path: 'emailVerified', message: 'No.' }]), ['email']).fields).toEqual([])
})
