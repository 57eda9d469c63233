import { notFound } from 'next/navigation'
import { openUserPage } from '../../user-page.tsx'
import { askedRegion, spoken } from '../asked-region.ts'

/** Above the page's place holder, where an unknown region can still be answered with 404. */
export default async function RegionLayout({ params, children }: LayoutProps<'/forecasts/[region]'>) {
  const query = spoken((await params).region)
  await openUserPage(`/forecasts/${encodeURIComponent(query)}`)
  if ((await askedRegion(query)) === null) notFound()
  return children
}
