import { show } from '../../lang/show.ts'
import type { Failure, ServiceAbsence } from './failure.ts'
import { sidShape } from './sid.ts'

type FailureRow<Kind extends Failure['kind']> = {
  readonly status: number
  readonly code: number
  /** Twilio's, as it is on the wire. */
  readonly message: Text<Kind>
  /** What was found and what was expected, which Twilio does not say. */
  readonly details: Text<Kind>
}

type Text<Kind extends Failure['kind']> =
  string | ((failure: Extract<Failure, { kind: Kind }>) => string)

const absences: { readonly [Reason in ServiceAbsence]: string } = {
  malformed: `, expected default or a SID: ${sidShape('IS')}`,
  unlisted: ', expected default, a SID of the option services, or one that was created',
  removed: ', which was removed, expected a service that exists',
}

/**
 * The error table: HTTP status, Twilio's code and Twilio's message for every failure, and the
 * details that the JS API adds. Messages marked "catalogue" are titles from Twilio's error
 * catalogue: the message on the wire was never recorded. The messages of the 404s are those of the
 * JS API; over the wire they name the path as it was requested (rest/errors.ts).
 */
export const failureTable: { readonly [Kind in Failure['kind']]: FailureRow<Kind> } = {
  // Observed: the code for every missing object; the message holds the path without its version.
  'service-not-found': {
    status: 404,
    code: 20404,
    message: ({ service }) => notFound(`/Services/${service}`),
    details: ({ service, reason }) => `found ${show(service)}${absences[reason]}`,
  },
  // Observed.
  'stream-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, stream }) => notFound(`/Services/${service}/Streams/${stream}`),
    details: ({ stream }) =>
      `found no stream ${show(stream)}, expected the SID or unique name of one in the service`,
  },
  // Assumed: an unknown path gets the same response as a missing object.
  'path-not-found': {
    status: 404,
    code: 20404,
    message: ({ path }) => notFound(path),
    details: ({ path }) => `found ${show(path)}, expected a path of the API`,
  },
  // Assumed status for the documented code; message from the catalogue.
  'method-not-allowed': {
    status: 405,
    code: 20004,
    message: 'Method not allowed',
    details: ({ method, path }) =>
      `found ${method} on ${show(path)}, expected a method that the path has`,
  },
  // Assumed.
  'token-refused': {
    status: 401,
    code: 20003,
    message: 'Authenticate',
    details: 'found a Bearer token, expected a username and password of the option credentials',
  },
  // Observed on other Twilio hosts, all three.
  'credentials-missing': {
    status: 401,
    code: 20003,
    message: 'Authentication Error - No credentials provided',
    details: 'found no username and password, expected those of an account or an API key',
  },
  'username-unknown': {
    status: 401,
    code: 20003,
    message: 'Authentication Error - invalid username',
    details: ({ username }) =>
      `found ${show(username)}, expected a username of the option credentials`,
  },
  'password-wrong': {
    status: 401,
    code: 20003,
    message: 'Authenticate',
    details: ({ username }) =>
      `found another password, expected that of ${show(username)} in the option credentials`,
  },
  // Observed on Documents; apps depend on it for Streams.
  'name-taken': {
    status: 409,
    code: 54301,
    message: 'Unique name already exists',
    details: ({ uniqueName }) => `found ${show(uniqueName)} in use, expected a name that is free`,
  },
  // Observed through Twilio's own SDK tests.
  'name-invalid': {
    status: 400,
    code: 54302,
    message: ({ longest }) =>
      `Invalid unique name. Expected a string with length 1-${longest} not matching the SID pattern [A-Z]{2}[a-f0-9]{32}`,
    details: ({ found, longest }) => `found ${shown(found, longest)}`,
  },
  // Documented code; status assumed; message from the catalogue.
  'ttl-invalid': {
    status: 400,
    code: 54011,
    message: 'Invalid TTL',
    details: ({ found, longest }) =>
      `found ${show(found)}, expected a whole number of seconds from 0 to ${longest}`,
  },
  // Documented code, assumed to hold for streams; message from the catalogue.
  'nothing-to-update': {
    status: 400,
    code: 54010,
    message: 'No parameters specified',
    details: 'found no change, expected a ttl',
  },
  // Documented code; message from the catalogue.
  'page-size-invalid': {
    status: 400,
    code: 54454,
    message: 'Invalid PageSize',
    details: ({ found, largest }) =>
      `found ${show(found)}, expected a whole number from 1 to ${largest}`,
  },
  // Documented code; message from the catalogue.
  'page-token-invalid': {
    status: 400,
    code: 54453,
    message: 'Invalid PageToken',
    details: ({ found }) => `found ${show(found)}, expected the token of another page`,
  },
  // Documented code; message from the catalogue.
  'data-missing': {
    status: 400,
    code: 54251,
    message: 'Invalid Message Stream Message data',
    details: 'found no data, expected a JSON object',
  },
  // Observed on Documents.
  'data-invalid': {
    status: 400,
    code: 54008,
    message: 'Invalid request body: the type of one of the attributes is invalid',
    details: ({ found, deepest }) =>
      `found ${show(found)}, expected a JSON object in at most ${deepest} levels`,
  },
  // Observed on Documents.
  'data-too-large': {
    status: 413,
    code: 54006,
    message: 'Request entity too large',
    details: ({ bytes, largest }) => `found ${bytes} bytes of JSON, expected at most ${largest}`,
  },
  // Observed on Maps, as `write-map-MP…`; the name of the bucket is assumed for streams.
  'rate-limited': {
    status: 429,
    code: 54009,
    message: ({ bucket }) => `Rate limit exceeded for ${bucket}`,
    details: 'found one request too many, expected fewer within ten seconds',
  },
  // Documented code; message from the catalogue.
  'webhook-url-invalid': {
    status: 400,
    code: 54051,
    message: 'Invalid webhook URL',
    details: ({ found, longest }) =>
      `found ${shown(found, longest)}, expected an http or https URL of at most ${longest} characters`,
  },
  // Assumed: the platform's general code for an unreadable parameter; message from the catalogue.
  'parameter-invalid': {
    status: 400,
    code: 20422,
    message: 'Invalid Parameter',
    details: ({ parameter, found }) =>
      `found ${show(found)} for ${parameter}, expected a value that it can have`,
  },
}

/**
 * Returns Twilio's message for a missing resource. The path has no version and no query (observed).
 */
export function notFound(path: string): string {
  return `The requested resource ${path} was not found`
}

/** Returns Twilio's message for a failure. */
export function twilioMessageOf(failure: Failure): string {
  return write(rowOf(failure).message, failure)
}

/** Returns what was found and what was expected, which Twilio does not say. */
export function detailsOf(failure: Failure): string {
  return write(rowOf(failure).details, failure)
}

export function rowOf({ kind }: Failure): FailureRow<Failure['kind']> {
  return failureTable[kind] as FailureRow<Failure['kind']>
}

function write(text: Text<Failure['kind']>, failure: Failure): string {
  return typeof text === 'string' ? text : text(failure)
}

/** Shows text that may be too long, with its length. */
function shown(found: unknown, longest: number): string {
  const isTooLong = typeof found === 'string' && found.length > longest
  return isTooLong ? `${show(found)} of ${found.length} characters` : show(found)
}
