import { ConnectionError } from '../api/deliver.ts'
import { nameRequest } from '../api/describe-request.ts'
import type { SyncRequest } from '../api/message.ts'
import { RecentList } from '../lang/recent-list.ts'

/** A number of requests, which may depend on how long they take. */
export interface RequestLimit {
  readonly direct: number
  readonly bySockets: number
}

/** What becomes of a request that a run of a property sends. */
export interface TaggedRunOptions {
  /** How many requests the run may send. */
  readonly maxRequests: RequestLimit
  /** Called once, when the run has sent more. */
  readonly tooMany: (error: Error) => void
  /** Called with each request that arrives, or would be answered, after the run has ended. */
  readonly late: (request: string) => void
}

/** How many of the requests of an endless loop are shown. */
const lastShown = 3

/**
 * One run of a property, as the fake sees it. Its requests bear it as a tag, so that what it leaves
 * under way does not reach the world of a later run.
 */
export class TaggedRun {
  readonly #options: TaggedRunOptions
  readonly #last = new RecentList<string>(lastShown)
  #requests = 0
  #bySockets = 0
  #hasEnded = false
  #isLate = false
  #tooMany: Error | undefined

  constructor(options: TaggedRunOptions) {
    this.#options = options
  }

  /** How many requests it has sent, and how many of them through sockets. */
  get sent(): { readonly requests: number; readonly bySockets: number } {
    return { requests: this.#requests, bySockets: this.#bySockets }
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Ends the run. Its requests break from now on. */
  end(): void {
    this.#hasEnded = true
  }

  /**
   * Counts a request as it arrives.
   *
   * @returns the error to report if it is one too many, which must never be answered
   * @throws ConnectionError if the run has ended
   */
  admit(request: SyncRequest): Error | undefined {
    const isBySockets = request.headers['host'] !== undefined
    const limit = this.#options.maxRequests[isBySockets ? 'bySockets' : 'direct']
    this.#requests += 1
    if (isBySockets) this.#bySockets += 1
    if (this.#requests > limit) return this.#refuse(limit)
    // Only the last ones before the limit are kept: to name each takes longer than to answer it.
    if (this.#requests > limit - lastShown) this.#last.add(nameRequest(request))
    this.checkOpen(request)
    return undefined
  }

  /** @throws ConnectionError if the run has ended meanwhile */
  checkOpen(request: SyncRequest): void {
    if (!this.#hasEnded) return
    this.#isLate = true
    const name = nameRequest(request)
    this.#options.late(name)
    throw new LateRequestError(name)
  }

  #refuse(limit: number): Error {
    if (this.#tooMany !== undefined) return this.#tooMany
    this.#tooMany = tooManyError(limit, this.#last.items)
    if (!this.#hasEnded) this.#options.tooMany(this.#tooMany)
    return this.#tooMany
  }

  /** Whether an error comes from a request that arrived too late, here or in what it was thrown by. */
  hasBroken(error: unknown): boolean {
    return (this.#hasEnded && this.#isLate) || isLate(error)
  }
}

/** The broken connection of a request whose run has ended. */
class LateRequestError extends ConnectionError {
  constructor(request: string) {
    super(
      'ECONNRESET',
      `Cannot answer ${request}: found a request of a run that has ended, expected the property to wait for it: await sync.settled()`,
    )
  }
}

function isLate(error: unknown): boolean {
  if (error instanceof LateRequestError) return true
  const { cause } = Object(error) as { readonly cause?: unknown }
  return cause !== undefined && isLate(cause)
}

function tooManyError(limit: number, last: readonly string[]): Error {
  return new Error(
    `Cannot go on with the run: found more than ${limit} requests, the last of them ${last.join(', ')}, expected the run to end before; if this is no endless loop, allow more: fakeSyncPlugin(sync, { maxRequests: ${limit * 10} })`,
  )
}
