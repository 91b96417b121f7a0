export {
  type FaultPlan,
  faultPlan,
  type FaultPlanOptions,
} from './fast-check/arbitraries/fault-plan.ts'
export {
  type IfMatch,
  ifMatch,
  invalidIfMatch,
  revision,
} from './fast-check/arbitraries/if-match.ts'
export type { Invalid } from './fast-check/arbitraries/invalid.ts'
export type { LimitOptions } from './fast-check/arbitraries/limit-options.ts'
export { invalidMapKey, mapKey, type MapKeyOptions } from './fast-check/arbitraries/map-key.ts'
export {
  invalidMessageData,
  messageData,
  type MessageDataOptions,
} from './fast-check/arbitraries/message-data.ts'
export type { NameSource } from './fast-check/arbitraries/name-source.ts'
export {
  type DataOwner,
  invalidObjectData,
  objectData,
  type ObjectDataOptions,
} from './fast-check/arbitraries/object-data.ts'
export { invalidPageSize, pageSize } from './fast-check/arbitraries/page-size.ts'
export { type AddressedPrefix, invalidSid, sid, unknownSid } from './fast-check/arbitraries/sid.ts'
export {
  type TimeStep,
  timeStep,
  type TimeStepOptions,
  type TimeStepTarget,
} from './fast-check/arbitraries/time-step.ts'
export { invalidTtl, ttl } from './fast-check/arbitraries/ttl.ts'
export {
  invalidUniqueName,
  uniqueName,
  uniqueNamePair,
} from './fast-check/arbitraries/unique-name.ts'
export { worldState, type WorldStateOptions } from './fast-check/arbitraries/world-state.ts'
export type {
  ClientReal,
  ClientStreamContext,
  ClientStreams,
} from './fast-check/commands/client.ts'
export { type StreamCommandOptions, streamCommands } from './fast-check/commands/stream-commands.ts'
export {
  type ModelStream,
  type NewModelStream,
  StreamModel,
} from './fast-check/commands/stream-model.ts'
export {
  type FakeSyncPlugin,
  fakeSyncPlugin,
  type FakeSyncPluginOptions,
} from './fast-check/plugin/plugin.ts'
export { type RaceGate, raceGate, type RaceGateOptions } from './fast-check/race/race-gate.ts'
