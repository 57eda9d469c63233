import Activity from 'lucide-react/icons/activity'
import Bell from 'lucide-react/icons/bell'
import ChartSpline from 'lucide-react/icons/chart-spline'
import Cpu from 'lucide-react/icons/cpu'
import Database from 'lucide-react/icons/database'
import GitMerge from 'lucide-react/icons/git-merge'
import House from 'lucide-react/icons/house'
import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import ListChecks from 'lucide-react/icons/list-checks'
import Mails from 'lucide-react/icons/mails'
import Radar from 'lucide-react/icons/radar'
import Settings from 'lucide-react/icons/settings'
import UserRound from 'lucide-react/icons/user-round'
import UsersRound from 'lucide-react/icons/users-round'
import type { NavIconName } from './navigation.ts'

const icons = {
  overview: Activity,
  users: UsersRound,
  data: Database,
  forecasts: ChartSpline,
  providers: Cpu,
  debug: Radar,
  conflicts: GitMerge,
  jobs: ListChecks,
  outbox: Mails,
  dashboard: LayoutDashboard,
  profile: UserRound,
  settings: Settings,
  notifications: Bell,
  home: House,
} satisfies Record<NavIconName, unknown>

/** The icon of a navigation entry; navigation is data, so icons go by name. */
export function NavIcon({ name, className }: { name: NavIconName; className?: string }) {
  const Icon = icons[name]
  return <Icon className={className ?? 'size-4 shrink-0'} />
}
