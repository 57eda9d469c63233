'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useLockstep } from './lockstep-provider.tsx'

/** When missed history is gone, what the server drew has to be drawn again too; scroll and typing stay. */
export function PageRefresher() {
  const { client } = useLockstep()
  const router = useRouter()
  useEffect(() => client.onRefetch(() => router.refresh()), [client, router])
  return null
}
