import { randomUUID } from 'node:crypto'
import type { APIRequestContext, APIResponse } from '@playwright/test'

/** The accounts that the server of the tests is started with (playwright.config.ts). */
export const seededAdmin = { email: 'admin@example.test', password: 'admin-password-for-tests' }

export interface SignIn {
  email: string
  password: string
}

export interface Person extends SignIn {
  id: string
  name: string
}

type Fields = Readonly<Record<string, unknown>>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** The REST API as one person, as an outside client would call it. */
export class Api {
  readonly #request: APIRequestContext
  readonly #token: string

  private constructor(request: APIRequestContext, token: string) {
    this.#request = request
    this.#token = token
  }

  /** Exchanges e-mail and password for a token. `request` knows the server's address. */
  static async of(request: APIRequestContext, { email, password }: SignIn): Promise<Api> {
    const response = await request.post('/api/v1/auth/token', { data: { email, password } })
    const { access_token } = (await bodyOf(response)) as { access_token: string }
    return new Api(request, access_token)
  }

  /** @returns the whole answer, for tests of refusals */
  send(method: Method, path: string, data?: unknown): Promise<APIResponse> {
    const headers = { authorization: `Bearer ${this.#token}` }
    return this.#request.fetch(path, { method, headers, ...(data === undefined ? {} : { data }) })
  }

  /** @returns the body of an answer that must be a success */
  async json<T>(method: Method, path: string, data?: unknown): Promise<T> {
    return (await bodyOf(await this.send(method, path, data))) as T
  }

  /** A new account that no other test knows; `fields` of the record are filled in at once. */
  async makePerson(wanted: { name?: string; fields?: Fields } = {}): Promise<Person> {
    const unique = randomUUID().slice(0, 13)
    const name = wanted.name ?? `Test ${unique}`
    const account = { name, email: `${unique}@example.test`, password: `password ${unique}` }
    const { id } = await this.json<{ id: string }>('POST', '/api/v1/admin/users/create', account)
    if (wanted.fields) await this.change(id, wanted.fields)
    return { ...account, id }
  }

  /** Changes a person as staff do, from the newest version. */
  async change(id: string, fields: Fields): Promise<void> {
    const { versions } = await this.person(id)
    await this.json('PUT', `/api/v1/admin/users/${id}/update`, { baseVersion: versions, fields })
  }

  person(id: string): Promise<{
    account: Fields
    profile: Fields
    versions: { user: number; profile: number }
  }> {
    return this.json('GET', `/api/v1/profile/${id}`)
  }
}

async function bodyOf(response: APIResponse): Promise<unknown> {
  if (!response.ok()) throw new Error(`${response.url()}: ${response.status()} ${await response.text()}`)
  return response.json()
}
