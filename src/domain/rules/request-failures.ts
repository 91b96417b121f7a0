import { show } from '../../lang/show.ts'
import { type FailureRows, notFound, shown } from './failure-row.ts'
import type { ServiceAbsence } from './failure.ts'
import { sidShape } from './sid.ts'

const absences: { readonly [Reason in ServiceAbsence]: string } = {
  malformed: `, expected default or a SID: ${sidShape('IS')}`,
  unlisted: ', expected default, a SID of the option services, or one that was created',
  removed: ', which was removed, expected a service that exists',
}

/** The kinds of failures that have to do with no object. */
export type RequestFailureKind =
  | 'service-not-found'
  | 'path-not-found'
  | 'method-not-allowed'
  | 'token-refused'
  | 'credentials-missing'
  | 'username-unknown'
  | 'password-wrong'
  | 'order-invalid'
  | 'bounds-invalid'
  | 'access-denied'
  | 'page-size-invalid'
  | 'page-token-invalid'
  | 'rate-limited'
  | 'webhook-url-invalid'
  | 'parameter-invalid'

/** The failures of requests, whatever they are about, and of services. */
export const requestFailures: FailureRows<RequestFailureKind> = {
  // Observed: the code for every missing object; the message holds the path without its version.
  'service-not-found': {
    status: 404,
    code: 20404,
    message: ({ service }) => notFound(`/Services/${service}`),
    details: ({ service, reason }) => `found ${show(service)}${absences[reason]}`,
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
  // Documented code; message from the catalogue.
  'order-invalid': {
    status: 400,
    code: 54451,
    message: 'Invalid Order',
    details: ({ found }) => `found ${show(found)}, expected asc or desc`,
  },
  // Documented code; message from the catalogue.
  'bounds-invalid': {
    status: 400,
    code: 54452,
    message: 'Invalid Bounds',
    details: ({ found }) => `found ${show(found)}, expected inclusive or exclusive`,
  },
  // Documented code; status assumed; message from the catalogue.
  'access-denied': {
    status: 403,
    code: 54007,
    message: 'Access forbidden for identity',
    details: ({ identity, right, object }) =>
      `found no ${right} permission of ${show(identity)} for ${show(object)}, expected one, as the service has ACL enabled`,
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
