import { expect, test } from 'vitest'
import { isOutage } from './outage.ts'

test.each([
  [{ code: '57P01', message: 'terminating connection due to administrator command' }, true],
  [{ code: '57P03', message: 'the database system is starting up' }, true],
  [{ code: '08006' }, true],
  [{ code: 'ECONNREFUSED' }, true],
  [new Error('Connection terminated unexpectedly'), true],
  [new Error('wrapped', { cause: { code: '55P03' } }), true],
  [new Error('Transaction API error: Unable to start a transaction in the given time.'), true],
  [{ code: '23505', message: 'duplicate key' }, false],
  [{ code: '40001' }, false],
  [new TypeError('x is not a function'), false],
  [null, false],
])('%o', (cause, is) => {
  expect(isOutage(cause)).toBe(is)
})
