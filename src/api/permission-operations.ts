import type { PermissionOptions, Permissions } from '../domain/objects/permissions.ts'
import type { ItemPage, PageOptions } from '../domain/rules/page.ts'
import type { Permission } from '../domain/rules/records.ts'
import type { In, ObjectIn, OfObject } from './object-operations.ts'
import type { Caller, Operation } from './operation.ts'
import { permissionsTo } from './rates.ts'

/** The kinds of objects that have permissions (documented): all but streams. */
export type ProtectedKind = 'documents' | 'lists' | 'maps'

/** Addresses the permission of an identity for an object. */
export interface OfPermission extends OfObject {
  readonly identity: string
}

/** Something about the permissions for an object, and the object. */
export type OnObject<Result> = ObjectIn<{ readonly sid: string }> & Result

/** A permission and the object that it is for. */
export type PermissionOn = OnObject<{ readonly permission: Permission }>

/** What can be done with the permissions for the objects of one kind. */
export interface PermissionOperations {
  readonly list: Operation<OfObject & PageOptions, OnObject<ItemPage<Permission>>>
  readonly fetch: Operation<OfPermission, PermissionOn>
  readonly update: Operation<OfPermission & PermissionOptions, PermissionOn>
  readonly delete: Operation<OfPermission, void>
}

/** Creates the operations on the permissions for the objects of one kind. */
export function permissionOperations(kind: ProtectedKind): PermissionOperations {
  const rate = permissionsTo(kind)
  const open = ({ service: sid, object: key }: OfObject, { account }: Caller): Opened => {
    const service = account.services.fetch(sid)
    const object = service[kind].fetch(key)
    return { service, object, permissions: service[kind].permissions(key) }
  }
  return {
    list: {
      rate,
      run(input, caller) {
        const { service, object, permissions } = open(input, caller)
        const { pageSize, pageToken } = input
        return { service, object, ...permissions.readPage({ pageSize, pageToken }) }
      },
    },
    fetch: {
      rate,
      run(input, caller) {
        const { service, object, permissions } = open(input, caller)
        return { service, object, permission: permissions.fetch(input.identity) }
      },
    },
    update: {
      rate,
      run(input, caller) {
        const { service, object, permissions } = open(input, caller)
        const { identity, read, write, manage } = input
        return { service, object, permission: permissions.set(identity, { read, write, manage }) }
      },
    },
    delete: {
      rate,
      run(input, caller) {
        open(input, caller).permissions.remove(input.identity)
      },
    },
  }
}

/** An object that was found, and its permissions. */
type Opened = In<{ readonly object: { readonly sid: string }; readonly permissions: Permissions }>
