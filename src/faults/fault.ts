import type {
  ClientView,
  CloseCode,
  DeliveryPoint,
  DeliveryView,
  FaultTarget,
  WebhookView,
} from '../api/fault-points.ts'
import type { RequestView } from '../api/journal.ts'
import type { OperationName } from '../api/operations.ts'
import type { FaultMoment } from '../api/plan.ts'

/** How many times a fault strikes, and when it begins. */
export interface FaultCount {
  /** How many to hit: a whole number from 1, or `Infinity` for all. Default: 1. */
  readonly times?: number | undefined
  /**
   * How many that match to let pass first: a whole number from 0. Those that a fault added earlier
   * has hit are not counted. Default: 0.
   */
  readonly skip?: number | undefined
}

/** Which requests a fault hits. */
export interface RequestAim extends FaultCount {
  /**
   * An operation such as `'streams.create'`, a list of operations, or a synchronous predicate on
   * the request. Default: every request.
   */
  readonly on?:
    OperationName | readonly OperationName[] | ((request: RequestView) => boolean) | undefined
  /** Which of these requests: a synchronous predicate. Default: all. */
  readonly where?: ((request: RequestView) => boolean) | undefined
}

/**
 * Which deliveries to clients a fault hits: messages, changes of documents, or changes of items. One
 * counts once for each client that gets it.
 */
export type DeliveryAim = { readonly [Point in DeliveryPoint]: DeliveryAimAt<Point> }[DeliveryPoint]

/** Which deliveries of one sort a fault hits. */
export interface DeliveryAimAt<Point extends DeliveryPoint> extends FaultCount {
  readonly on: Point
  /** Which of them: a synchronous predicate. Default: all. */
  readonly where?: ((delivery: DeliveryView<Point>) => boolean) | undefined
}

/** Which webhooks a fault hits, on their way to the app. */
export interface WebhookAim extends FaultCount {
  readonly on: 'webhooks.deliver'
  /** Which of them: a synchronous predicate. Default: all. */
  readonly where?: ((webhook: WebhookView) => boolean) | undefined
}

/** Which attempts to connect a fault hits. */
export interface ConnectAim extends FaultCount {
  readonly on: 'clients.connect'
  /** Those of which clients: a synchronous predicate. Default: all. */
  readonly where?: ((client: ClientView) => boolean) | undefined
}

/** Which connections a fault hits, as soon as they are made. */
export interface ConnectedAim extends FaultCount {
  readonly on: 'clients.connected'
  /** Those of which clients: a synchronous predicate. Default: all. */
  readonly where?: ((client: ClientView) => boolean) | undefined
}

/** What a fault does to a request. */
export type RequestEffect =
  | {
      /** Responds with an error in place of the service's response. */
      readonly kind: 'status'
      /** HTTP status, 400…599. */
      readonly status: number
      /** Before or after the service carries out the request. Default: `'before'`. */
      readonly when?: FaultMoment | undefined
      /**
       * Twilio's error code. Default: the documented one for the status, such as 54009 for 429 and
       * 20503 for 503. A status without one, such as 502, has no body (assumed), as from a gateway.
       */
      readonly code?: number | undefined
      /** The error message. Default: the usual one for the status. */
      readonly message?: string | undefined
      /**
       * Headers besides Twilio's, or in place of them: `{ 'Retry-After': '5' }`. The length of the
       * body is counted for you.
       */
      readonly headers?: Readonly<Record<string, string>> | undefined
      /**
       * The body as it is sent, in place of Twilio's JSON: the page of a gateway, or an empty one. Of
       * the type `text/html`, unless `headers` says otherwise.
       */
      readonly body?: string | undefined
    }
  | {
      /**
       * - `reset`: the connection breaks (ECONNRESET).
       * - `timeout`: the connection times out (ETIMEDOUT), without waiting.
       * - `malformed`: the response is cut off in the middle of its JSON; without a body, the
       *   connection breaks (ECONNRESET).
       */
      readonly kind: 'reset' | 'timeout' | 'malformed'
      /** Before or after the service carries out the request. Default: `'before'`. */
      readonly when?: FaultMoment | undefined
    }
  | {
      /** Delays the response. The service carries out the request at once. */
      readonly kind: 'delay'
      /** How long, 1…2³¹-1 milliseconds. Uses `setTimeout`, so fake timers can move it. */
      readonly milliseconds: number
    }

/**
 * What a fault does to a delivery, or to a webhook. Documented: deliveries of messages are neither
 * ordered nor guaranteed.
 */
export type DeliveryEffect =
  | {
      /**
       * - `drop`: it never arrives.
       * - `duplicate`: it arrives twice, of clients with the same SID or number.
       */
      readonly kind: 'drop' | 'duplicate'
    }
  | {
      /**
       * It arrives after later ones of the same object, or later webhooks of its service, at the
       * latest when the fake settles.
       */
      readonly kind: 'reorder'
      /** How many overtake it: a whole number from 1. Default: 1. */
      readonly by?: number | undefined
    }
  | {
      /** It arrives later, after what happens in between. */
      readonly kind: 'delay'
      /** How long, 1…2³¹-1 milliseconds. Uses `setTimeout`, so fake timers can move it. */
      readonly milliseconds: number
    }

/** What a fault does to a client that wants to connect. */
export type ConnectEffect =
  | {
      /** The connection breaks before it is made. The SDK tries again, after a while. */
      readonly kind: 'refuse'
    }
  | {
      /** The service answers with an error. After 401 and 403 the SDK does not try again. */
      readonly kind: 'status'
      /** 400…599. */
      readonly status: number
    }

/** What a fault does to a client that has just connected. */
export type ConnectedEffect =
  | {
      /** The connection breaks. The SDK connects again after about a second. */
      readonly kind: 'drop'
    }
  | {
      /** The service tells the client to leave. */
      readonly kind: 'close'
      /** 308 to connect again, 401 or 410 for a token that is refused or has expired. */
      readonly code: CloseCode
    }

/** A fault by what it happens to. */
export interface FaultByTarget {
  readonly request: RequestAim & RequestEffect
  readonly delivery: DeliveryAim & DeliveryEffect
  readonly webhook: WebhookAim & DeliveryEffect
  readonly connect: ConnectAim & ConnectEffect
  readonly connected: ConnectedAim & ConnectedEffect
}

/**
 * A failure to inject between the app and the service, or on the way to its clients: what goes
 * wrong, and where.
 */
export type Fault = FaultByTarget[FaultTarget]

/** A fault that responds to a request with an error. */
export type StatusFault = Extract<FaultByTarget['request'], { readonly kind: 'status' }>
