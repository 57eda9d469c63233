'use client'

import { Banner } from '#components/ui/banner.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Gone } from '#lib/bridge/ui/entity-cache.ts'
import { actorWords } from '#lib/bridge/ui/field-words.ts'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'

/** What stands in the place of a person's record once there is none: who deleted it, and the way on. */
export function DeletedAccount({ gone: { by, at } }: { gone: Gone }) {
  const { viewer } = useLockstep()
  return (
    <Banner
      tone="info"
      live="polite"
      title={
        by && at ? (
          <>
            This account was deleted by {actorWords(by, viewer)}, <Time at={at} />
          </>
        ) : (
          'This account was deleted'
        )
      }
      action={
        <ButtonLink href="/admin/users" size="sm">
          All users
        </ButtonLink>
      }
    >
      There is nothing left here to change. What happened before stays in the log of changes and in the audit
      log.
    </Banner>
  )
}
