import { PageHeader } from '#components/shell/page-header.tsx'
import { NearRegions } from '#lib/forecasts/ui/near-regions.tsx'

/** Nobody knows the region: what was probably meant, and the way to all of them. */
export default function RegionNotFound() {
  return (
    <>
      <PageHeader title="There is no such region" up={{ href: '/forecasts', label: 'Forecasts' }} />
      <NearRegions />
    </>
  )
}
