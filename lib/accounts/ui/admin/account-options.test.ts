import { describe, expect, it } from 'vitest'
import { createUserSchema, PERMISSIONS, USER_SORTS, userPatchSchema } from '../../schema.ts'
import { PERMISSION_OPTIONS, PLAN_OPTIONS, ROLE_OPTIONS, STATUS_OPTIONS } from './account-options.ts'
import { USERS_TABLE } from './users-table-config.ts'

const values = (options: readonly { value: string }[]) => options.map(({ value }) => value)

describe('the choices that staff are offered', () => {
  it('are all taken by the schema, and none is missing', () => {
    expect(values(PERMISSION_OPTIONS)).toEqual([...PERMISSIONS])
    for (const [field, options] of Object.entries({
      role: ROLE_OPTIONS,
      status: STATUS_OPTIONS,
      plan: PLAN_OPTIONS,
    })) {
      for (const value of values(options)) {
        expect(userPatchSchema.safeParse({ [field]: value }).success, `${field} ${value}`).toBe(true)
      }
    }
    expect(values(PLAN_OPTIONS)).toEqual(createUserSchema.shape.plan.unwrap().options)
  })

  it('sort the list by columns that the server can sort by', () => {
    expect([...USERS_TABLE.sortable].sort()).toEqual([...USER_SORTS].sort())
  })
})
