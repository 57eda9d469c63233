/** Time as an argument: pure code takes a Clock, the edges pass `systemClock`. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
