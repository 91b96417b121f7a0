/** What can go wrong on the way between the app and the service, on purpose. */
export const faultKinds = ['status', 'reset', 'timeout', 'malformed', 'delay'] as const

/** The kind of a fault. */
export type FaultKind = (typeof faultKinds)[number]
