'use client'

import { useEffect } from 'react'
import { useLockstep } from './lockstep-provider.tsx'

/**
 * Reports that this component has painted an entity at a version. The report goes out after the browser has painted
 * the frame, and not while the tab is hidden: it says that a person could see it.
 */
export function usePainted(entity: string, id: string, version: number | undefined): void {
  const { client } = useLockstep()
  useEffect(() => {
    if (version === undefined) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => client.painted(entity, id, version))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [client, entity, id, version])
}
