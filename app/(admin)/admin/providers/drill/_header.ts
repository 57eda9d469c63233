export const drillHeader = {
  title: 'Failover drill',
  description:
    'Each kind of fault, played on a shadow of the lock by the code that answers real questions. No provider is reached.',
}
