import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Card } from '#components/ui/card.tsx'
import { Link } from '#components/ui/link.tsx'
import { getSnapshot } from '#lib/bridge/service.ts'
import { getAuditTrail, getStatus } from '#lib/providers/service.ts'
import { AuditTrail } from '#lib/providers/ui/audit-trail.tsx'
import { LockPanel } from '#lib/providers/ui/lock-panel.tsx'
import { ProviderList } from '#lib/providers/ui/provider-list.tsx'
import { UsagePanel } from '#lib/providers/ui/usage-panel.tsx'
import { VerifyTrail } from '#lib/providers/ui/verify-trail.tsx'
import { getUsage } from '#lib/providers/usage-service.ts'
import { openAdminPage } from '../_page.ts'
import { orFail } from '../_result.ts'
import { providersHeader } from './_header.ts'

export const metadata: Metadata = { title: 'AI providers' }

const ENTRIES_SHOWN = 100

export default async function ProvidersPage() {
  const { actor } = await openAdminPage('/admin/providers')
  const [snapshot, read, audit, usage] = await Promise.all([
    getSnapshot('provider', 'ai', actor),
    getStatus(actor),
    getAuditTrail(actor, ENTRIES_SHOWN),
    getUsage(actor),
  ])
  const status = orFail(read)
  const trail = orFail(audit)
  return (
    <>
      <PageHeader {...providersHeader} />
      <div className="grid gap-6">
        <LockPanel status={status} snapshot={orFail(snapshot)} />
        <section aria-label="Providers" className="grid gap-3">
          <h2 className="font-semibold text-lg">
            Providers <span className="font-normal text-ink-3 text-sm">in their order of priority</span>
          </h2>
          <ProviderList status={status} checks={trail.checks} />
          <p className="max-w-[72ch] text-ink-3 text-sm">
            A key is read from the environment at start and never shown here or stored in the database. How
            each kind of failure ends can be seen without any provider, in the{' '}
            <Link href="/admin/providers/drill">failover drill</Link>.
          </p>
        </section>
        <UsagePanel usage={orFail(usage)} />
        <Card
          title="Audit trail"
          description={`${status.audit_trail_count} ${status.audit_trail_count === 1 ? 'entry' : 'entries'}; each carries the hash of the one before it`}
          flush
        >
          <VerifyTrail />
          <AuditTrail items={trail.items} />
        </Card>
      </div>
    </>
  )
}
