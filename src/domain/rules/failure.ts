/**
 * What the service refused, and why. `kind` tells the failures apart; the other fields hold more
 * than Twilio's message does: the offending value (`found`) and the limit it broke.
 */
export type Failure =
  | { readonly kind: 'service-not-found'; readonly service: string }
  | { readonly kind: 'stream-not-found'; readonly service: string; readonly stream: string }
  | { readonly kind: 'path-not-found'; readonly path: string }
  | { readonly kind: 'method-not-allowed'; readonly method: string; readonly path: string }
  | { readonly kind: 'credentials-missing' }
  | { readonly kind: 'username-unknown'; readonly username: string }
  | { readonly kind: 'password-wrong'; readonly username: string }
  | { readonly kind: 'name-taken'; readonly uniqueName: string }
  | { readonly kind: 'name-invalid'; readonly found: unknown; readonly longest: number }
  | { readonly kind: 'ttl-invalid'; readonly found: unknown; readonly longest: number }
  | { readonly kind: 'nothing-to-update' }
  | { readonly kind: 'page-size-invalid'; readonly found: unknown; readonly largest: number }
  | { readonly kind: 'page-token-invalid'; readonly found: unknown }
  | { readonly kind: 'data-missing' }
  | { readonly kind: 'data-invalid' }
  | { readonly kind: 'data-too-large'; readonly largest: number }
  | { readonly kind: 'webhook-url-invalid'; readonly found: unknown; readonly longest: number }
  | { readonly kind: 'rate-limited'; readonly bucket: string }
  | { readonly kind: 'parameter-invalid'; readonly parameter: string; readonly found: unknown }

type FailureRow<Kind extends Failure['kind']> = {
  readonly status: number
  readonly code: number
  readonly message: string | ((failure: Extract<Failure, { kind: Kind }>) => string)
}

/**
 * The error table: HTTP status, Twilio's code and Twilio's message for every failure. Messages
 * marked "catalogue" are titles from Twilio's error catalogue: the message on the wire was never
 * recorded. The messages of the 404s are those of the JS API; over the wire they name the path as
 * it was requested (rest/errors.ts).
 */
export const failureTable: { readonly [Kind in Failure['kind']]: FailureRow<Kind> } = {
  // Observed: the code for every missing object; the message holds the path without its version.
  'service-not-found': {
    status: 404,
    code: 20404,
    message: ({ service }) => notFound(`/Services/${service}`),
  },
  // Observed.
  'stream-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, stream }) => notFound(`/Services/${service}/Streams/${stream}`),
  },
  // Assumed: an unknown path gets the same response as a missing object.
  'path-not-found': { status: 404, code: 20404, message: ({ path }) => notFound(path) },
  // Assumed status for the documented code; message from the catalogue.
  'method-not-allowed': { status: 405, code: 20004, message: 'Method not allowed' },
  // Observed on other Twilio hosts, all three.
  'credentials-missing': {
    status: 401,
    code: 20003,
    message: 'Authentication Error - No credentials provided',
  },
  'username-unknown': {
    status: 401,
    code: 20003,
    message: 'Authentication Error - invalid username',
  },
  'password-wrong': { status: 401, code: 20003, message: 'Authenticate' },
  // Observed on Documents; apps depend on it for Streams.
  'name-taken': { status: 409, code: 54301, message: 'Unique name already exists' },
  // Observed through Twilio's own SDK tests.
  'name-invalid': {
    status: 400,
    code: 54302,
    message: ({ longest }) =>
      `Invalid unique name. Expected a string with length 1-${longest} not matching the SID pattern [A-Z]{2}[a-f0-9]{32}`,
  },
  // Documented code; status assumed; message from the catalogue.
  'ttl-invalid': { status: 400, code: 54011, message: 'Invalid TTL' },
  // Documented code, assumed to hold for streams; message from the catalogue.
  'nothing-to-update': { status: 400, code: 54010, message: 'No parameters specified' },
  // Documented code; message from the catalogue.
  'page-size-invalid': { status: 400, code: 54454, message: 'Invalid PageSize' },
  // Documented code; message from the catalogue.
  'page-token-invalid': { status: 400, code: 54453, message: 'Invalid PageToken' },
  // Documented code; message from the catalogue.
  'data-missing': { status: 400, code: 54251, message: 'Invalid Message Stream Message data' },
  // Observed on Documents.
  'data-invalid': {
    status: 400,
    code: 54008,
    message: 'Invalid request body: the type of one of the attributes is invalid',
  },
  // Observed on Documents.
  'data-too-large': { status: 413, code: 54006, message: 'Request entity too large' },
  // Observed on Maps, as `write-map-MP…`; the name of the bucket is assumed for streams.
  'rate-limited': {
    status: 429,
    code: 54009,
    message: ({ bucket }) => `Rate limit exceeded for ${bucket}`,
  },
  // Documented code; message from the catalogue.
  'webhook-url-invalid': { status: 400, code: 54051, message: 'Invalid webhook URL' },
  // Assumed: the platform's general code for an unreadable parameter; message from the catalogue.
  'parameter-invalid': { status: 400, code: 20422, message: 'Invalid Parameter' },
}

/**
 * The error thrown for everything Twilio would refuse. It holds Twilio's status, code and message,
 * and the {@link Failure} behind them. Over HTTP the same failure is an error response.
 *
 * @example
 * const streams = new StreamStore({ clock: new FakeClock() })
 * streams.create({ uniqueName: 'orders' })
 * try {
 *   streams.create({ uniqueName: 'orders' })
 * } catch (error) {
 *   error instanceof SyncError && error.code //=> 54301
 *   error instanceof SyncError && error.failure //=> { kind: 'name-taken', uniqueName: 'orders' }
 * }
 */
export class SyncError extends Error {
  /** Always `'SyncError'`. */
  override readonly name = 'SyncError'
  /** The HTTP status Twilio responds with, 400…499. */
  readonly status: number
  /** Twilio's error code, such as 54301. */
  readonly code: number
  /** The URL of Twilio's page about the code. */
  readonly moreInfo: string
  /** Which rule was broken, and by what value. */
  readonly failure: Failure

  /** @param failure decides status, code and message */
  constructor(failure: Failure) {
    super(messageOf(failure))
    const { status, code } = failureTable[failure.kind]
    this.status = status
    this.code = code
    this.moreInfo = documentationOf(code)
    this.failure = failure
  }
}

/** Returns the URL of Twilio's page about an error code (observed). */
export function documentationOf(code: number): string {
  return `https://www.twilio.com/docs/errors/${code}`
}

/**
 * Returns Twilio's message for a missing resource. The path has no version and no query (observed).
 */
export function notFound(path: string): string {
  return `The requested resource ${path} was not found`
}

function messageOf(failure: Failure): string {
  const { message } = failureTable[failure.kind] as FailureRow<Failure['kind']>
  return typeof message === 'string' ? message : message(failure)
}
