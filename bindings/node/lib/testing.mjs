import testing from './testing.cjs'
export const { Sender, SignedRequest, judge, variants } = testing
