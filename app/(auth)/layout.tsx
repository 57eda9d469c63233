import type { ReactNode } from 'react'
import { PublicShell } from '#components/shell/public-shell.tsx'

export default function AuthLayout({ children }: { children: ReactNode }) {
  return <PublicShell look="form">{children}</PublicShell>
}
