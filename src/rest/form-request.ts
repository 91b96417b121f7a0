import type { HttpRequest } from '../api/message.ts'

/** The parameters of a form; several values of one name are several entries. */
export type FormFields = readonly (readonly [name: string, value: string])[]

/**
 * A request with a form, which is encoded only when its body is read: in process nothing reads it.
 */
export class FormRequest implements HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: HttpRequest['headers']
  readonly fields: FormFields

  constructor(request: Omit<HttpRequest, 'body'>, fields: FormFields) {
    this.method = request.method
    this.url = request.url
    this.headers = request.headers
    this.fields = fields
  }

  get body(): string {
    return encodeForm(this.fields)
  }
}

/** Encodes a form or a query. */
export function encodeForm(fields: FormFields): string {
  const encoded = new URLSearchParams()
  for (const [name, value] of fields) encoded.append(name, value)
  return encoded.toString()
}
