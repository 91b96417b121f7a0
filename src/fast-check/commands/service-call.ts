/** A call that a command makes. */
export type ServiceCall =
  | {
      readonly kind: 'create'
      readonly uniqueName: string | undefined
      readonly ttl: number | undefined
    }
  | { readonly kind: 'fetch' | 'remove'; readonly key: string }
  | { readonly kind: 'update'; readonly key: string; readonly ttl: number | undefined }
  | { readonly kind: 'publish'; readonly key: string; readonly data: object }
  | { readonly kind: 'list'; readonly pageSize: number }
  | { readonly kind: 'page'; readonly pageSize: number; readonly next?: string }

/** A stream as the service reports it. */
export interface ToldStream {
  readonly sid: string
  readonly uniqueName: string | null
  /** Epoch milliseconds; `null` for never. */
  readonly expires: number | null
}

/** The result of a call. */
export type ServiceAnswer =
  | { readonly kind: 'stream'; readonly stream: ToldStream }
  | {
      readonly kind: 'streams'
      readonly streams: readonly ToldStream[]
      /** The URL or token of the next page, if there is one. */
      readonly next?: string | undefined
    }
  | { readonly kind: 'message'; readonly data: unknown }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: number }

/** The answer in an error of the service. Rethrows any other error, such as a broken connection. */
export function refusalOf(error: unknown): ServiceAnswer {
  const { status, code } = Object(error) as Partial<Record<'status' | 'code', unknown>>
  if (typeof status !== 'number' || typeof code !== 'number') throw error
  return { kind: 'refused', status, code }
}
