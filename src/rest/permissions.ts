import { urlOf } from '../api/object-body.ts'
import { percentEncode } from '../api/percent-encoding.ts'
import type {
  PermissionOn,
  PermissionOperations,
  ProtectedKind,
} from '../api/permission-operations.ts'
import type { Call, RowsFor, RowsOf } from '../api/route.ts'
import { prefixed } from '../lang/prefixed.ts'
import { boolean } from './fields.ts'
import { format, pathOf } from './objects.ts'
import { pageBody, readPageOptions } from './paging.ts'

/** The rows of the permissions for Documents. */
export const documentPermissionRows: RowsOf<'documentPermissions'> = prefixed(
  'documentPermissions',
  permissionRows('documents', 'document_sid'),
)

/** The rows of the permissions for Lists. */
export const listPermissionRows: RowsOf<'listPermissions'> = prefixed(
  'listPermissions',
  permissionRows('lists', 'list_sid'),
)

/** The rows of the permissions for Maps. */
export const mapPermissionRows: RowsOf<'mapPermissions'> = prefixed(
  'mapPermissions',
  permissionRows('maps', 'map_sid'),
)

/** Creates the rows of the permissions for one kind of objects (documented, with their statuses). */
function permissionRows(kind: ProtectedKind, sidName: string): RowsFor<PermissionOperations> {
  const listPath = `${pathOf(kind)}/{object}/Permissions`
  const path = `${listPath}/{identity}`
  /** A permission as Twilio writes it (documented, field for field). */
  const write = (made: PermissionOn, { accountSid, origin }: Call): object => {
    const { service, object, permission } = made
    const { identity, read, write, manage } = permission
    const url = `${urlOf(made, format, { kind, origin })}/Permissions/${percentEncode(identity)}`
    return {
      account_sid: accountSid,
      service_sid: service.sid,
      [sidName]: object.sid,
      identity,
      read,
      write,
      manage,
      url,
    }
  }
  return {
    list: {
      method: 'GET',
      path: listPath,
      status: 200,
      read: ({ parameters, query }) => ({ ...parameters, ...readPageOptions(query) }),
      write: ({ service, object, items, ...page }, call) =>
        pageBody({
          key: 'permissions',
          items: items.map((permission) => write({ service, object, permission }, call)),
          page,
          url: `${urlOf({ service, object }, format, { kind, origin: call.origin })}/Permissions`,
          query: call.query,
        }),
    },
    fetch: { method: 'GET', path, status: 200, read: ({ parameters }) => parameters, write },
    update: {
      method: 'POST',
      path,
      status: 200,
      read: ({ parameters, input }) => ({
        ...parameters,
        // The store refuses what is no boolean.
        read: boolean(input, 'Read') as boolean | undefined,
        write: boolean(input, 'Write') as boolean | undefined,
        manage: boolean(input, 'Manage') as boolean | undefined,
      }),
      write,
    },
    delete: { method: 'DELETE', path, status: 204, read: ({ parameters }) => parameters },
  }
}
