export type Density = 'comfortable' | 'compact'

/** The cookie that keeps the density; the page may read it so that the first paint is right. */
export const DENSITY_COOKIE = 'density'
