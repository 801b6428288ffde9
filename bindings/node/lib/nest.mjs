import nest from './nest.cjs'
export const { AckwellModule, ackwell } = nest
