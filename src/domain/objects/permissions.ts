import { refuse } from '../../lang/refuse.ts'
import { SortedList } from '../../lang/sorted-list.ts'
import type { Kind } from '../rules/kinds.ts'
import type { Owner } from '../rules/owner.ts'
import { type ItemPage, type PageOptions, readPage } from '../rules/page.ts'
import type { Permission, Right } from '../rules/records.ts'
import { isText } from '../rules/state-shapes.ts'
import { SyncError } from '../rules/sync-error.ts'
import type { Context } from './context.ts'
import { checkOptions, checkPageOptions, type PageTokens } from './object-options.ts'

/** What the clients of an identity may do; what is missing they may not (documented). */
export type PermissionOptions = { readonly [Each in Right]?: boolean | undefined }

/** One page of permissions, with the tokens of the adjacent pages, if any. */
export interface PermissionPage extends PageTokens {
  /** In the order of their identities (assumed). */
  readonly permissions: readonly Permission[]
}

/** An object that clients may be allowed to use. */
export interface Protected {
  permissions: SortedList<string, Permission> | undefined
}

/** Where the objects are. */
interface ProtectedObjects {
  readonly kind: Kind
  readonly owner: Owner
  readonly context: Context
  /** Returns an object, or throws the 404 for it. */
  fetch(sidOrName: string): Protected
}

/**
 * The permissions for one object, by identity: what clients may do with it while its service has
 * ACL enabled. The object is looked up at every call.
 */
export class Permissions {
  readonly #objects: ProtectedObjects
  readonly #object: string

  /** @internal */
  constructor(objects: ProtectedObjects, object: string) {
    this.#objects = objects
    this.#object = object
  }

  /** How many there are: those that were set and not removed. */
  get size(): number {
    return this.#found.permissions?.size ?? 0
  }

  /**
   * Sets what an identity may do, in place of what it was allowed before.
   *
   * @throws SyncError 404 / 20404 if there is no such object
   * @throws SyncError 400 / 54351 for a bad identity
   * @throws SyncError 400 / 54008 if a right is neither true nor false
   */
  set(identity: string, rights: PermissionOptions = {}): Permission {
    const known = { read: true, write: true, manage: true }
    checkOptions(rights, { action: 'set the permission', known })
    const found = this.#found
    const { limits } = this.#objects.context
    const permission = Object.freeze({
      identity: checkIdentity(identity, limits.identityLength),
      read: checkRight('read', rights),
      write: checkRight('write', rights),
      manage: checkRight('manage', rights),
    })
    found.permissions ??= new SortedList()
    found.permissions.set(identity, permission)
    return permission
  }

  /**
   * Returns what an identity may do.
   *
   * @throws SyncError 404 / 20404 if there is no such object, or nothing was set (assumed)
   */
  fetch(identity: string): Permission {
    const found = this.find(identity)
    if (found !== undefined) return found
    const { kind, owner } = this.#objects
    throw new SyncError({
      kind: 'permission-not-found',
      service: owner.service,
      segment: kind.segment,
      object: this.#object,
      identity,
    })
  }

  /**
   * Returns what an identity may do, or `undefined` if nothing was set.
   *
   * @throws SyncError 404 / 20404 if there is no such object
   */
  find(identity: string): Permission | undefined {
    const found: unknown = identity
    if (!isText(found)) refuse('find the permission', { found, expected: 'an identity' })
    return this.#found.permissions?.get(found)
  }

  /**
   * Removes what was set for an identity, which may do nothing any more.
   *
   * @throws SyncError 404 / 20404 if there is no such object, or nothing was set (assumed)
   */
  remove(identity: string): void {
    this.fetch(identity)
    this.#found.permissions?.delete(identity)
  }

  /**
   * Returns a page of what was set, in the order of identities (assumed).
   *
   * @throws SyncError 404 / 20404 if there is no such object
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions = {}): PermissionPage {
    const { items: permissions, ...page } = this.readPage(checkPageOptions(options))
    return { permissions, ...page }
  }

  /** @internal */
  readPage(options: PageOptions): ItemPage<Permission> {
    const { permissions = new SortedList<string, Permission>() } = this.#found
    const { limits } = this.#objects.context
    const source = { items: permissions, limits, keyOf: identityOf, isKey: isText }
    return readPage(source, options)
  }

  /** Returns all that was set, in the order of identities. */
  all(): Permission[] {
    return this.#found.permissions?.slice() ?? []
  }

  /** The object as it is now. */
  get #found(): Protected {
    return this.#objects.fetch(this.#object)
  }
}

/** Returns the permissions for one of these objects. */
export function permissionsOf(objects: ProtectedObjects, sidOrName: string): Permissions {
  return new Permissions(objects, sidOrName)
}

/** Allows an identity everything, as the service does for whoever creates an object (assumed). */
export function allowAll(object: Protected, identity: string): void {
  const permission = Object.freeze({ identity, read: true, write: true, manage: true })
  object.permissions ??= new SortedList()
  object.permissions.set(identity, permission)
}

/** Whether an identity has a right. */
export function isAllowed(
  { permissions }: Protected,
  { identity, right }: { readonly identity: string | undefined; readonly right: Right },
): boolean {
  return identity !== undefined && permissions?.get(identity)?.[right] === true
}

/** Adds what a state holds to an object. */
export function restorePermissions(object: Protected, states: readonly Permission[]): void {
  if (states.length === 0) return
  object.permissions = new SortedList()
  for (const state of states) object.permissions.set(state.identity, Object.freeze({ ...state }))
}

function identityOf({ identity }: Permission): string {
  return identity
}

/** Documented: 1…256 characters. */
function checkIdentity(found: unknown, longest: number): string {
  if (isText(found) && found.length >= 1 && found.length <= longest) return found
  throw new SyncError({ kind: 'identity-invalid', found, longest })
}

function checkRight(right: Right, rights: PermissionOptions): boolean {
  const { [right]: found = false }: { readonly [Each in Right]?: unknown } = rights
  if (typeof found === 'boolean') return found
  throw new SyncError({ kind: 'permission-invalid', right, found })
}
