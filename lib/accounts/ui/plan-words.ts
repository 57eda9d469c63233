const PLANS: Readonly<Record<string, string>> = {
  free: 'Free',
  monthly: 'Monthly',
  annual: 'Annual',
  enterprise: 'Enterprise',
}

/** A plan's name as people read it; a plan that is not known here keeps its own name. */
export function planWords(plan: string): string {
  return PLANS[plan] ?? plan
}
