export { ConnectionError } from './api/deliver.ts'
export type {
  ClientPoint,
  ClientView,
  CloseCode,
  DeliveryView,
  FaultKind,
  FaultPoint,
  FaultTarget,
  WebhookView,
} from './api/fault-points.ts'
export type { Gate, GateRequest } from './api/gate.ts'
export type { RequestRecord, RequestView } from './api/journal.ts'
export type { HttpResponse, SyncRequest, SyncResponse } from './api/message.ts'
export { NotFakedError } from './api/not-faked-error.ts'
export type { OperationName } from './api/operations.ts'
export type { ConnectionErrorCode, Ending, Outcome } from './api/outcome.ts'
export type { FaultMoment } from './api/plan.ts'
export type { CollectionEvent } from './domain/objects/collection-store.ts'
export type {
  CreateDocumentOptions,
  DocumentEvent,
  DocumentPage,
  DocumentStore,
  UpdateDocumentOptions,
} from './domain/objects/document-store.ts'
export type {
  ItemsPage,
  RemoveItemOptions,
  UpdateItemOptions,
} from './domain/objects/item-store.ts'
export type {
  CreateListItemOptions,
  ListEvent,
  ListItems,
  ListPage,
  ListStore,
} from './domain/objects/list-store.ts'
export type {
  CreateMapItemOptions,
  MapEvent,
  MapItems,
  MapPage,
  MapStore,
  SetMapItemOptions,
} from './domain/objects/map-store.ts'
export type {
  CreateObjectOptions,
  ItemPageOptions,
  UpdateObjectOptions,
} from './domain/objects/object-options.ts'
export type {
  PermissionOptions,
  PermissionPage,
  Permissions,
} from './domain/objects/permissions.ts'
export type {
  CreateStreamOptions,
  StreamPage,
  StreamStoreOptions,
  UpdateStreamOptions,
} from './domain/objects/stream-options.ts'
export { StreamStore } from './domain/objects/stream-store.ts'
export type { Failure } from './domain/rules/failure.ts'
export { SyncError } from './domain/rules/sync-error.ts'
export { type LimitOverrides, type Limits, twilioLimits } from './domain/rules/limits.ts'
export type { PageOptions } from './domain/rules/page.ts'
export type {
  DocumentState,
  EndedStream,
  ListItem,
  ListState,
  MapItem,
  MapState,
  Permission,
  Right,
  ServiceRecord,
  ServiceSettings,
  Stream,
  StreamEvent,
  StreamListener,
  StreamMessage,
  StreamState,
  SyncDocument,
  SyncItem,
  SyncList,
  SyncMap,
} from './domain/rules/records.ts'
export type { Sid, SidPrefix } from './domain/rules/sid.ts'
export {
  type Clock,
  type ClockWatcher,
  FakeClock,
  systemClock,
  type TimeInput,
} from './domain/time/clock.ts'
export type { Duration } from './domain/time/duration.ts'
export type { Service } from './domain/world/services.ts'
export type { AccountState, ServiceState, SyncState } from './domain/world/state.ts'
export type { KnownServices } from './domain/world/world-options.ts'
export type { AccessTokenOptions } from './fake/access-token-options.ts'
export { createFakeSync, type FakeSync } from './fake/fake-sync.ts'
export type { FakeSyncOptions, UninstallOptions } from './fake/options.ts'
export type { AdvanceTimers } from './fake/settle.ts'
export { showOnFailure } from './fake/show-on-failure.ts'
export type {
  ConnectAim,
  ConnectedAim,
  ConnectedEffect,
  ConnectEffect,
  DeliveryAim,
  DeliveryEffect,
  Fault,
  FaultByTarget,
  FaultCount,
  RequestAim,
  RequestEffect,
  WebhookAim,
} from './faults/fault.ts'
export type { Faults, PendingFault } from './faults/faults.ts'
export type { Json, JsonObject } from './lang/json.ts'
export type { RequestParts } from './transports/complete-request.ts'
export type { Fetch } from './transports/fetch.ts'
export type { TwilioHttpClient } from './transports/http-client.ts'
export type { FrameData } from './twilsock/frame.ts'
export type { SyncClientConnection } from './twilsock/hub.ts'
export type { SubscribeMode } from './twilsock/interests.ts'
export type { ServerSocket, SocketPeer } from './twilsock/socket.ts'
export type { FakeWebSocket, SocketEvent, WebSocketClass } from './twilsock/web-socket.ts'
export type { UndocumentedWebhooks } from './webhooks/notice.ts'
export type { WebhookReceiver } from './webhooks/receiver.ts'
export type { WebhookRecord, WebhookState } from './webhooks/webhook-record.ts'
