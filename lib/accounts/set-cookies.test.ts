import { describe, expect, it } from 'vitest'
import { type CookieToSet, parseSetCookie, setCookies } from './set-cookies.ts'

describe('cookies of a sign-in on their way through a server action', () => {
  it('keep everything that protects them', () => {
    expect(
      parseSetCookie(
        'intellicv.session_token=abc.d%2Be%3D; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax',
      ),
    ).toEqual({
      name: 'intellicv.session_token',
      value: 'abc.d+e=',
      maxAge: 2_592_000,
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'lax',
    })
  })

  it('can be taken away again', () => {
    const cookie = parseSetCookie('s=; max-age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/')
    expect(cookie).toMatchObject({ name: 's', value: '', maxAge: 0, path: '/' })
    expect(cookie?.expires?.getTime()).toBe(0)
  })

  it('are not made up from headers without a name, and odd values stay as they are', () => {
    expect(parseSetCookie('=value')).toBeNull()
    expect(parseSetCookie('nothing')).toBeNull()
    expect(parseSetCookie('a=b=c%zz; SameSite=whatever; Max-Age=soon')).toEqual({
      name: 'a',
      value: 'b=c%zz',
    })
  })

  it('all reach the jar', () => {
    const jar: CookieToSet[] = []
    setCookies({ set: (cookie) => jar.push(cookie) }, ['a=1; Path=/', '', 'b=2; HttpOnly'])
    expect(jar).toEqual([
      { name: 'a', value: '1', path: '/' },
      { name: 'b', value: '2', httpOnly: true },
    ])
  })
})
