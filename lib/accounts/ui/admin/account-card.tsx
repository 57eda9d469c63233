'use client'

import { Card } from '#components/ui/card.tsx'
import { LiveField } from '#lib/bridge/ui/live-field.tsx'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'
import type { EntityView } from '#lib/bridge/ui/use-entity.ts'
import { OwnEmail } from '../own-email.tsx'
import type { AccountFields } from '../record.ts'
import { PLAN_OPTIONS, ROLE_OPTIONS, STATUS_OPTIONS } from './account-options.ts'
import { ConfirmedField } from './confirmed-field.tsx'
import { PermissionsField } from './permissions-field.tsx'

/** The account under edit: what staff may change of it, each change on its own and at once. */
export function AccountCard({ view, id }: { view: EntityView<AccountFields>; id: string }) {
  const { viewer } = useLockstep()
  const { name } = view.fields
  const whose = viewer.id === id ? 'Your own sessions end too: you sign in again.' : ''
  return (
    <Card
      title="Account"
      description={`Version ${view.version ?? '…'}. Every change reaches the person’s open pages at once.`}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <LiveField view={view} field="name" label="Name" maxLength={120} />
        {viewer.id === id ? (
          <OwnEmail view={view} />
        ) : (
          <LiveField
            view={view}
            field="email"
            label="E-mail"
            control={{ kind: 'text', type: 'email' }}
            hint="A new address has to be confirmed again."
          />
        )}
        <ConfirmedField
          view={view}
          field="role"
          label="Role"
          options={ROLE_OPTIONS}
          question={(role) =>
            role === 'admin' ? `Make ${name} an admin?` : `Take the admin role from ${name}?`
          }
          verb={(role) => (role === 'admin' ? 'Make admin' : 'Take the role away')}
          consequence={(role) => (
            <p>
              {role === 'admin'
                ? 'They will see and change everybody’s records.'
                : 'They will see only their own record.'}{' '}
              Every session of {name} ends at once. {whose}
            </p>
          )}
        />
        <ConfirmedField
          view={view}
          field="status"
          label="Status"
          options={STATUS_OPTIONS}
          question={(status) => (status === 'suspended' ? `Suspend ${name}?` : `Let ${name} in again?`)}
          verb={(status) => (status === 'suspended' ? 'Suspend' : 'Let in again')}
          consequence={(status) => (
            <p>
              {status === 'suspended'
                ? `Every session of ${name} ends at once and they cannot sign in. Nothing of their record is lost. ${whose}`
                : 'They can sign in again with the password they had.'}
            </p>
          )}
        />
        <LiveField
          view={view}
          field="plan"
          label="Plan"
          control={{ kind: 'select', options: PLAN_OPTIONS }}
          hint="Given by staff; no payment is taken."
        />
        <PermissionsField view={view} name={name} />
      </div>
    </Card>
  )
}
