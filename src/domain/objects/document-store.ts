import { deepFreeze, type JsonObject } from '../../lang/json.ts'
import { type Actor, system } from '../rules/actor.ts'
import type { FeedEvent } from '../rules/feed.ts'
import { kinds } from '../rules/kinds.ts'
import type { PageOptions } from '../rules/page.ts'
import type { DocumentState, SyncDocument } from '../rules/records.ts'
import { checkRevision, numberOf, revisionOf } from '../rules/revision.ts'
import { SyncError } from '../rules/sync-error.ts'
import { checkData, type DataRules, readData } from '../rules/validate.ts'
import { Collection, type Place } from './collection.ts'
import type { Clearable } from './entry.ts'
import { checkOptions, type CreateObjectOptions, type PageTokens } from './object-options.ts'
import { createOptions, listenTo, ObjectStore } from './object-store.ts'
import { type Permissions, permissionsOf, restorePermissions } from './permissions.ts'

/** The options of a new Document. */
export interface CreateDocumentOptions extends CreateObjectOptions {
  /** A JSON object of at most 16 KiB (documented). Default: `{}` (observed). */
  readonly data?: object | undefined
}

/** The changes to a Document: at least one, or the update is refused with 400 / 54010. */
export interface UpdateDocumentOptions {
  /** Replaces all data (observed). Default: as it is. */
  readonly data?: object | undefined
  /** Time to live in seconds from now; 0 means it never expires. Default: it ends when it would. */
  readonly ttl?: number | undefined
  /** The revision that is to be changed: any other one is refused with 412. Default: any. */
  readonly ifMatch?: string | undefined
}

/** One page of documents, with the tokens of the adjacent pages, if any. */
export interface DocumentPage extends PageTokens {
  /** In order of creation (assumed). */
  readonly documents: readonly SyncDocument[]
}

/** What a subscriber of a Document is notified of. */
export interface DocumentEvent<Data extends object = JsonObject> {
  readonly type: 'updated' | 'removed' | 'expired'
  /** As it is after the event, or as it was last. */
  readonly document: SyncDocument<Data>
}

type DocumentCollection = Collection<'ET', SyncDocument, Clearable>

/**
 * The Documents of one service, addressed by SID or unique name: each holds one JSON object.
 *
 * @example
 * const { documents } = createFakeSync()
 * documents.create({ uniqueName: 'order-7', data: { state: 'new' } })
 * documents.update('order-7', { data: { state: 'paid' }, ifMatch: '0' })
 * documents.fetch('order-7').revision //=> '1'
 */
export class DocumentStore extends ObjectStore<'ET', SyncDocument, Clearable> {
  readonly #documents: DocumentCollection
  readonly #by: Actor

  /** @internal */
  constructor(documents: DocumentCollection, by: Actor = system) {
    super(documents, by)
    this.#documents = documents
    this.#by = by
  }

  /** Returns the store of these documents in whose name somebody else changes them. @internal */
  as(actor: Actor): DocumentStore {
    return storeOf(this.#documents, actor)
  }

  /**
   * Creates a document.
   *
   * @throws SyncError 400 / 54302 for a bad name
   * @throws SyncError 400 / 54011 for a bad TTL
   * @throws SyncError 400 / 54101 if `data` is `null` (assumed)
   * @throws SyncError 400 / 54008 if `data` is not a JSON object, or is nested too deep
   * @throws SyncError 413 / 54006 if `data` is too large
   * @throws SyncError 409 / 54301 if the name is taken
   */
  create(options: CreateDocumentOptions = {}): SyncDocument {
    const known = { ...createOptions, data: true }
    checkOptions(options, { action: 'create the document', known })
    const { uniqueName, ttl, createdBy, data = {} } = options
    const copy = checkData(readData(data), this.#rules)
    return this.#documents.create({ uniqueName, ttl, createdBy, by: this.#by }, (document) => ({
      ...document,
      revision: revisionOf(0),
      data: copy,
    }))
  }

  /**
   * Returns the document with this SID or unique name.
   *
   * @typeParam Data what the app keeps, as in `fetch<Order>('order-7')`; it is not checked
   * @throws SyncError 404 / 20404 if there is none
   */
  override fetch<Data extends object = JsonObject>(sidOrName: string): SyncDocument<Data> {
    return super.fetch(sidOrName) as SyncDocument<never>
  }

  /** Returns the document with this SID or unique name, or `undefined` if there is none. */
  override find<Data extends object = JsonObject>(
    sidOrName: string,
  ): SyncDocument<Data> | undefined {
    return super.find(sidOrName) as SyncDocument<never> | undefined
  }

  /**
   * Changes a document: its data, its time to live, or both.
   *
   * @throws SyncError 404 / 20404 if there is no such document
   * @throws SyncError 400 / 54003 if `ifMatch` is no revision
   * @throws SyncError 412 / 54103 if the document has another revision
   * @throws SyncError 400 / 54010 if there is neither `data` nor `ttl`
   * @throws SyncError 400 / 54101 if `data` is `null`
   * @throws SyncError 400 / 54008 if `data` is not a JSON object, or is nested too deep
   * @throws SyncError 413 / 54006 if `data` is too large
   * @throws SyncError 400 / 54011 for a bad TTL
   */
  update(sidOrName: string, options: UpdateDocumentOptions): SyncDocument {
    const known = { data: true, ttl: true, ifMatch: true }
    checkOptions(options, { action: 'update the document', known })
    const { data, ttl, ifMatch } = options
    const given = data === undefined ? undefined : readData(data)
    const entry = this.#documents.fetch(sidOrName)
    const { record } = entry
    const { revision: current } = record
    checkRevision({
      ifMatch,
      current,
      mismatch: ({ found }) => ({ kind: 'document-revision-mismatch', found, current }),
    })
    if (given === undefined && ttl === undefined) throw new SyncError({ kind: 'nothing-to-update' })
    const at = this.#documents.now()
    const { context } = this.#documents
    const document = Object.freeze({
      ...record,
      data: given === undefined ? record.data : checkData(given, this.#rules),
      revision: revisionOf(numberOf(current) + 1),
      dateExpires: ttl === undefined ? record.dateExpires : context.expiryOf(ttl, at),
      dateUpdated: at,
    })
    this.#documents.replace(entry, document)
    this.#documents.report(entry, { type: 'updated', by: this.#by, at })
    return document
  }

  /**
   * Returns a page of documents in order of creation (assumed).
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions = {}): DocumentPage {
    const { items: documents, ...page } = this.readPage(options)
    return { documents, ...page }
  }

  /** Returns the permissions for a document, which is looked up at every call. */
  permissions(sidOrName: string): Permissions {
    return permissionsOf(this.#documents, sidOrName)
  }

  /**
   * Calls `listener` for every change, and once when the document is removed or expires; with a
   * `FakeClock`, at that very moment.
   *
   * @typeParam Data what the app keeps; it is not checked
   * @returns a function that ends the subscription
   * @throws SyncError 404 / 20404 if there is no such document
   */
  subscribe<Data extends object = JsonObject>(
    sidOrName: string,
    listener: (event: DocumentEvent<Data>) => void,
  ): () => void {
    return listenTo(this.#documents, {
      sidOrName,
      noun: 'document',
      read: documentEventOf,
      listener: listener,
    })
  }

  /** Documented: there is no history; who comes late is told of the document as it is. @internal */
  override eventsAfter(sid: string, number: number): FeedEvent[] {
    const entry = this.#documents.find(sid)
    if (entry === undefined || numberOf(entry.record.revision) <= number) return []
    const { dateUpdated: at } = entry.record
    return [this.#documents.eventOf(entry, { type: 'updated', by: system, at })]
  }

  /** Returns all documents, as plain data. @internal */
  snapshot(): DocumentState[] {
    return this.#documents.entries.map(({ sequence, record, permissions }) => {
      return { sequence, document: record, permissions: permissions?.slice() ?? [] }
    })
  }

  /** Adds what `snapshot` returned to an empty store. @internal */
  restore(states: readonly DocumentState[]): void {
    for (const { sequence, document, permissions } of states) {
      const entry = this.#documents.add({ sequence, record: deepFreeze({ ...document }) })
      restorePermissions(entry, permissions)
    }
  }

  get #rules(): DataRules {
    const largest = this.#documents.context.limits.dataBytes
    return { largest, missing: { kind: 'document-data-missing' } }
  }
}

/** Returns the store of the documents of a service. */
export function documentsWithin(place: Place): DocumentStore {
  return storeOf(new Collection(kinds.documents, place))
}

function storeOf(documents: DocumentCollection, by?: Actor): DocumentStore {
  return new DocumentStore(documents, by)
}

function documentEventOf({
  type,
  object,
}: FeedEvent<SyncDocument>): DocumentEvent<never> | undefined {
  if (type !== 'updated' && type !== 'removed' && type !== 'expired') return undefined
  return Object.freeze({ type, document: object as SyncDocument<never> })
}
