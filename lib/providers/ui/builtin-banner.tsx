'use client'

import { Banner } from '#components/ui/banner.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'

/** Tells people calmly that no AI provider can be asked at the moment, for as long as that is so. */
export function BuiltinBanner({ initial }: { initial: Snapshot }) {
  const { fields } = useEntity<{ exhausted: boolean }>('provider', initial.id, initial)
  return (
    <div role="status">
      {fields.exhausted ? (
        <Banner
          title="AI answers come from the product’s own engines at the moment."
          className="mx-auto mt-3 w-[min(72rem,100%-2rem)] last:mb-3"
        >
          Everything works; each answer says which engine made it.
        </Banner>
      ) : null}
    </div>
  )
}
