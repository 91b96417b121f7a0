import { describe, expect, it } from 'vitest'
import type { OperationName } from '../../src/api/operations.ts'
import { statusResponse } from '../../src/faults/status-response.ts'

describe('statusResponse', () => {
  it.each<{ operation: OperationName | undefined; status: number; code: number }>([
    { operation: 'streams.create', status: 409, code: 54301 },
    { operation: 'documents.create', status: 409, code: 54301 },
    { operation: 'lists.create', status: 409, code: 54301 },
    { operation: 'maps.create', status: 409, code: 54301 },
    { operation: 'mapItems.create', status: 409, code: 54208 },
    { operation: 'documents.update', status: 412, code: 54103 },
    { operation: 'listItems.update', status: 412, code: 54155 },
    { operation: 'listItems.delete', status: 412, code: 54155 },
    { operation: 'mapItems.update', status: 412, code: 54205 },
    { operation: 'mapItems.set', status: 412, code: 54205 },
    { operation: 'mapItems.delete', status: 412, code: 54205 },
    { operation: 'mapItems.fetch', status: 412, code: 20412 },
    { operation: 'streams.update', status: 409, code: 20409 },
    { operation: undefined, status: 409, code: 20409 },
  ])('has the code $code for $status at $operation', ({ operation, status, code }) => {
    const { body } = statusResponse({ kind: 'status', status }, operation)
    expect(body).toMatchObject({ status, code })
    const own = statusResponse({ kind: 'status', status, code: 1, message: 'own' }, operation)
    expect(own.body).toMatchObject({ code: 1, message: 'own' })
  })

  it('says of a conflict that means nothing more at the operation that it is one', () => {
    const { body } = statusResponse({ kind: 'status', status: 409 }, 'streams.update')
    expect(body).toMatchObject({ message: 'Conflict' })
  })
})
