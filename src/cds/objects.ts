import type { ObjectFormat } from '../api/object-body.ts'
import type { OfObject } from '../api/object-operations.ts'
import type { Call } from '../api/route.ts'
import { numberOf } from '../domain/rules/revision.ts'
import { formatDate, formatExpiry } from './date.ts'

/** How the API of clients writes objects: as over REST, but for URLs and dates (observed). */
export const format: ObjectFormat = { version: 'v3', formatDate, formatExpiry }

/** Reads which object a path is about. */
export function objectIn({ parameters }: Call): OfObject {
  return { service: parameters.service, object: parameters.object }
}

/** Returns the number of the last change of a list or map, by its revision; -1 before the first. */
export function lastChangeOf(revision: string): number {
  return numberOf(revision) - 1
}
