import ArrowDown from 'lucide-react/icons/arrow-down'
import { Avatar } from '#components/ui/avatar.tsx'

/** A drawing of the idea, marked as one: what an adviser changes, the person's page shows. */
export function RecordPicture() {
  return (
    <figure className="min-w-0">
      <div className="grid justify-items-stretch gap-3 rounded-md border bg-sunken p-4 sm:p-6">
        <Side name="Ana, adviser" place="Admin portal">
          <span className="border-accent-ink border-b-2 font-medium">Data analyst</span>
        </Side>
        <p className="flex items-center justify-center gap-2 text-ink-3 text-sm">
          <ArrowDown className="size-4" />
          the same record, a moment later
        </p>
        <Side name="Sam" place="User portal" note="changed by Ana (admin) · just now">
          <span className="rounded-sm bg-flash px-1 font-medium">Data analyst</span>
        </Side>
      </div>
      <figcaption className="mt-2 text-ink-3 text-sm">
        An illustration; the people in it are invented.
      </figcaption>
    </figure>
  )
}

function Side(props: { name: string; place: string; note?: string; children: React.ReactNode }) {
  return (
    <div className="rounded-md border bg-surface p-4">
      <p className="flex items-center gap-2.5">
        <Avatar name={props.name} size="sm" />
        <span className="font-medium">{props.name}</span>
        <span className="ml-auto text-ink-3 text-sm">{props.place}</span>
      </p>
      <p className="mt-4 text-ink-3 text-sm">Target title</p>
      <p className="mt-0.5 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        {props.children}
        {props.note ? <span className="text-ink-3 text-sm">{props.note}</span> : null}
      </p>
    </div>
  )
}
