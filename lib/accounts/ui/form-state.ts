/** What a form of the sign-in pages gets back from its action; also without JavaScript, as the page's own answer. */
export type FormState = {
  /** Changes with every answer, so that the first wrong field can be focused once per answer. */
  readonly attempt: number
  /** What was typed, apart from passwords, which are never sent back. */
  readonly values: Readonly<Record<string, string>>
  readonly errors: Readonly<Record<string, string>>
  /** What no single field can say. */
  readonly message: string | null
  /** The action has done its work and the page says what comes next. */
  readonly done: boolean
}

export const NEW_FORM: FormState = { attempt: 0, values: {}, errors: {}, message: null, done: false }

export type FormAction = (state: FormState, form: FormData) => Promise<FormState>
