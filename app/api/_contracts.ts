import * as accounts from '#lib/accounts/contract.ts'
import * as audit from '#lib/audit/contract.ts'
import * as lockstep from '#lib/bridge/contract.ts'
import { eventTraceContract, lockstepDebugContract } from '#lib/bridge/debug-contract.ts'
import * as monitor from '#lib/bridge/monitor/contract.ts'
import { forecastContracts } from '#lib/forecasts/contracts.ts'
import * as jobs from '#lib/jobs/contract.ts'
import * as notifications from '#lib/notifications/contract.ts'
import { type AnyContract, createOpenApi, type OpenApiDocument } from '#lib/platform/http/openapi.ts'
import * as operations from '#lib/platform/http/operations-contract.ts'
import * as providers from '#lib/providers/contract.ts'
import * as series from '#lib/series/contract.ts'
import * as settings from '#lib/settings/contract.ts'

/** Every route of the API. A test holds this list against the files under app/api, both ways. */
export const contracts: readonly AnyContract[] = [
  accounts.issueToken,
  accounts.getProfile,
  accounts.updateProfile,
  accounts.listUsers,
  accounts.bulkUpdate,
  accounts.createUser,
  accounts.updateUser,
  accounts.deleteUser,
  ...forecastContracts,
  ...Object.values(lockstep),
  ...Object.values(monitor),
  lockstepDebugContract,
  eventTraceContract,
  ...Object.values(series),
  ...Object.values(jobs),
  ...Object.values(providers),
  ...Object.values(settings),
  ...Object.values(notifications),
  ...Object.values(audit),
  ...Object.values(operations),
]

let document: OpenApiDocument | undefined

/** The OpenAPI document of this version, made on first use. */
export function openApi(): OpenApiDocument {
  document ??= createOpenApi(contracts, {
    title: 'IntelliCV API',
    version: '1',
    description:
      'One service layer serves the pages, this API and the socket. Sign in with `POST /api/v1/auth/token` and send ' +
      'the access token as `Authorization: Bearer …`. Times are ISO 8601 in UTC, ids are opaque, lists page by ' +
      'cursor, and every refusal is a problem (RFC 9457) with the id of the request.',
  })
  return document
}
