import 'server-only'
import { preferencesEntity, profileEntity, userEntity } from '#lib/accounts/entity.ts'
import { forecastEntity } from '#lib/forecasts/entity.ts'
import { jobEntity } from '#lib/jobs/entity.ts'
import { notificationEntity } from '#lib/notifications/entity.ts'
import { providerEntity } from '#lib/providers/entity.ts'
import { settingsEntity, staffSettingsEntity } from '#lib/settings/entity.ts'
import type { EntityDefinition } from './entity.ts'
import { canaryEntity } from './monitor/entity.ts'

/** Every entity that both portals keep in step. One entry each: schema, protection, readers, rooms. */
const ENTITIES: readonly EntityDefinition[] = [
  canaryEntity,
  userEntity,
  profileEntity,
  preferencesEntity,
  forecastEntity,
  providerEntity,
  jobEntity,
  settingsEntity,
  staffSettingsEntity,
  notificationEntity,
]

const byName = new Map(ENTITIES.map((entity) => [entity.name, entity]))

export function findEntity(name: string): EntityDefinition | undefined {
  return byName.get(name)
}

/** For callers inside the product, which name entities that exist. */
export function entityNamed(name: string): EntityDefinition {
  const entity = byName.get(name)
  if (!entity) throw new Error(`No entity is called ${name}`)
  return entity
}

export function entityNames(): string[] {
  return [...byName.keys()]
}
