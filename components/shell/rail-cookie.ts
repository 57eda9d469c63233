/** The cookie that keeps the rail as it was left; the layout reads it ("collapsed") so that the first paint is right. */
export const RAIL_COOKIE = 'rail'
