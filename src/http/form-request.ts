import type { HttpRequest } from './message.ts'

/** The parameters of a form; several values under one name are a list. */
export type FormFields = readonly (readonly [name: string, value: string])[]

/** A request with a form, which becomes text only when somebody reads it: in process nobody does. */
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

/** The text of a form or a query. */
export function encodeForm(fields: FormFields): string {
  const encoded = new URLSearchParams()
  for (const [name, value] of fields) encoded.append(name, value)
  return encoded.toString()
}
