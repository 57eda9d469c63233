import { describe, expect, test } from 'vitest'
import { cleanEnvironment, isNewEnough, npmReason } from './node-runtime.mjs'

describe('a Node is new enough', () => {
  test.each(['v22.18.0', 'v22.21.1', 'v24.0.0', 'v26.1.0'])('%s', (version) => {
    expect(isNewEnough(version)).toBe(true)
  })
  test.each(['v18.20.8', 'v20.20.2', 'v22.17.1', 'v23.11.0'])('not %s', (version) => {
    expect(isNewEnough(version)).toBe(false)
  })
})

test('a nested npm hears where packages come from, and nothing of the script that it is nested in', () => {
  const outer = {
    PATH: '/bin',
    npm_lifecycle_event: 'start',
    npm_package_name: 'intellicv',
    npm_config_local_prefix: '/project',
    npm_config_registry: 'https://registry.example/',
    'npm_config_//registry.example/:_authToken': 'token',
    npm_config_https_proxy: 'http://proxy.example',
  }
  expect(Object.keys(cleanEnvironment(outer as unknown as NodeJS.ProcessEnv)).sort()).toEqual(
    [
      'PATH',
      'npm_config_//registry.example/:_authToken',
      'npm_config_https_proxy',
      'npm_config_registry',
    ].sort(),
  )
})

test('what npm said is told in one line', () => {
  const output = [
    'npm warn Unknown user config "x".',
    'npm error code ENOTFOUND',
    'npm error syscall getaddrinfo',
    'npm error network request to https://registry.example/a failed, reason: getaddrinfo ENOTFOUND',
    'npm error A complete log of this run can be found in: /root/.npm/_logs/x.log',
  ].join('\n')
  expect(npmReason({ code: 1, output })).toBe(
    'network request to https://registry.example/a failed, reason: getaddrinfo ENOTFOUND',
  )
  expect(npmReason({ code: 7, output: '' })).toBe('npm ended with 7')
})
