export type Role = 'admin' | 'user' | 'system'

/** Where a change came from: one of the two portals, the public API, or the product's own machinery. */
export type Portal = 'admin' | 'user' | 'api' | 'system'

/** Who does something. Made from a verified session or token, never from what a request says of itself. */
export type Actor = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly portal: Portal
}

export const SYSTEM_ACTOR: Actor = { id: 'system', name: 'IntelliCV', role: 'system', portal: 'system' }
