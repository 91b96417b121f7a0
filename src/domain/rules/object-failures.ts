import { show } from '../../lang/show.ts'
import { type FailureRows, notFound, shown } from './failure-row.ts'
import type { Failure } from './failure.ts'
import type { RequestFailureKind } from './request-failures.ts'

const noData = 'found no data, expected a JSON object'

/** The failures that have to do with objects, their items and their permissions. */
export const objectFailures: FailureRows<Exclude<Failure['kind'], RequestFailureKind>> = {
  // Observed.
  'stream-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, stream }) => notFound(`/Services/${service}/Streams/${stream}`),
    details: ({ stream }) => noObject('stream', stream),
  },
  // Observed.
  'document-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, document }) => notFound(`/Services/${service}/Documents/${document}`),
    details: ({ document }) => noObject('document', document),
  },
  // Observed.
  'list-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, list }) => notFound(`/Services/${service}/Lists/${list}`),
    details: ({ list }) => noObject('list', list),
  },
  // Observed.
  'map-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, map }) => notFound(`/Services/${service}/Maps/${map}`),
    details: ({ map }) => noObject('map', map),
  },
  // Observed.
  'list-item-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, list, index }) =>
      notFound(`/Services/${service}/Lists/${list}/Items/${index}`),
    details: ({ list, index }) =>
      `found no item ${index} in the list ${show(list)}, expected the index of one`,
  },
  // Observed.
  'map-item-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, map, key }) => notFound(`/Services/${service}/Maps/${map}/Items/${key}`),
    details: ({ map, key }) =>
      `found no item ${show(key)} in the map ${show(map)}, expected the key of one`,
  },
  // Assumed: like any other missing resource; the catalogue also has 54354.
  'permission-not-found': {
    status: 404,
    code: 20404,
    message: ({ service, segment, object, identity }) =>
      notFound(`/Services/${service}/${segment}/${object}/Permissions/${identity}`),
    details: ({ object, identity }) =>
      `found no permission of ${show(identity)} for ${show(object)}, expected one that was set`,
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
    details: 'found no change, expected a ttl, or data where there is any',
  },
  // Documented code; message from the catalogue.
  'if-match-invalid': {
    status: 400,
    code: 54003,
    message: 'Invalid If-Match header',
    details: ({ found }) => `found ${show(found)}, expected a revision`,
  },
  // Observed.
  'document-revision-mismatch': {
    status: 412,
    code: 54103,
    message: 'The revision of the Document does not match the expected revision',
    details: mismatch,
  },
  // Documented code; the message is assumed from that for Documents.
  'list-item-revision-mismatch': {
    status: 412,
    code: 54155,
    message: 'The revision of the List Item does not match the expected revision',
    details: mismatch,
  },
  // Documented code; the message is assumed from that for Documents.
  'map-item-revision-mismatch': {
    status: 412,
    code: 54205,
    message: 'The revision of the Map Item does not match the expected revision',
    details: mismatch,
  },
  // Documented code; status assumed; message from the catalogue.
  'index-invalid': {
    status: 400,
    code: 54458,
    message: 'Invalid List Item index',
    details: ({ found }) => `found ${show(found)}, expected a whole number of 0 or more`,
  },
  // Documented code; message from the catalogue.
  'key-invalid': {
    status: 400,
    code: 54209,
    message: 'Invalid Map Item key',
    details: ({ found, longest }) =>
      `found ${shown(found, longest)}, expected a string of 1 to ${longest} characters`,
  },
  // Observed.
  'key-taken': {
    status: 409,
    code: 54208,
    message: 'An Item with given key already exists in the Map',
    details: ({ key }) => `found ${show(key)} in use, expected a key that is free`,
  },
  // Documented, with the range; message from the catalogue.
  'identity-invalid': {
    status: 400,
    code: 54351,
    message: 'Invalid identity',
    details: ({ found, longest }) =>
      `found ${shown(found, longest)}, expected a string of 1 to ${longest} characters`,
  },
  // Assumed: refused as any other attribute of a wrong type.
  'permission-invalid': {
    status: 400,
    code: 54008,
    message: 'Invalid request body: the type of one of the attributes is invalid',
    details: ({ right, found }) => `found ${show(found)} for ${right}, expected true or false`,
  },
  // Documented code; message from the catalogue.
  'data-missing': {
    status: 400,
    code: 54251,
    message: 'Invalid Message Stream Message data',
    details: noData,
  },
  // Documented code; message from the catalogue.
  'document-data-missing': {
    status: 400,
    code: 54101,
    message: 'Invalid Document data',
    details: noData,
  },
  // Documented code; message from the catalogue.
  'list-item-data-missing': {
    status: 400,
    code: 54156,
    message: 'Invalid List Item data',
    details: noData,
  },
  // Documented code; message from the catalogue.
  'map-item-data-missing': {
    status: 400,
    code: 54206,
    message: 'Invalid Map Item data',
    details: noData,
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
}

function noObject(noun: string, key: string): string {
  return `found no ${noun} ${show(key)}, expected the SID or unique name of one in the service`
}

function mismatch({
  found,
  current,
}: {
  readonly found: string
  readonly current: string | undefined
}): string {
  const there = current === undefined ? 'no item' : `revision ${show(current)}`
  return `found ${there}, expected revision ${show(found)}`
}
