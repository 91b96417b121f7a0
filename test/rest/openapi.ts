import { readFileSync } from 'node:fs'

/** What the document says of a value. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly nullable?: boolean
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

/** A parameter outside of the body. */
interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Schema
}

/** What the document says of an operation. */
interface Entry {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly content: { readonly 'application/x-www-form-urlencoded': { readonly schema: Schema } }
  }
  readonly responses: Readonly<Record<string, Success>>
}

interface Success {
  readonly content?: { readonly 'application/json': { readonly schema: Schema } }
  readonly headers?: Readonly<Record<string, unknown>>
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Entry>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** An operation of Twilio's OpenAPI document of Sync. */
export interface Documented {
  readonly id: string
  /** In capitals. */
  readonly method: string
  /** With the names of its parameters in braces. */
  readonly path: string
  readonly status: number
  /** What the body of the response holds; `undefined` if it has none. */
  readonly body: Schema | undefined
  /** The names of the headers of the response. */
  readonly headers: readonly string[]
  /** The parameters of body, query and headers by name, where each belongs. */
  readonly parameters: readonly DocumentedParameter[]
}

export interface DocumentedParameter {
  readonly name: string
  readonly in: 'form' | 'query' | 'header'
  readonly schema: Schema
  readonly isRequired: boolean
}

const document = JSON.parse(
  readFileSync(new URL('openapi.json', import.meta.url), 'utf8'),
) as OpenApi

/** All operations of the document. */
export const documented: readonly Documented[] = Object.entries(document.paths).flatMap(
  ([path, byMethod]) =>
    Object.entries(byMethod).map(([method, entry]) => readOperation(path, method, entry)),
)

function readOperation(path: string, method: string, entry: Entry): Documented {
  const [[status, success] = ['', {}]] = Object.entries(entry.responses)
  const form = entry.requestBody?.content['application/x-www-form-urlencoded'].schema
  return {
    id: entry.operationId,
    method: method.toUpperCase(),
    path,
    status: Number(status),
    body: success.content?.['application/json'].schema,
    headers: Object.keys(success.headers ?? {}).map((name) => name.toLowerCase()),
    parameters: [
      ...Object.entries(form?.properties ?? {}).map(([name, schema]) => ({
        name,
        in: 'form' as const,
        schema: resolve(schema),
        isRequired: form?.required?.includes(name) === true,
      })),
      ...(entry.parameters ?? []).flatMap(({ name, in: place, schema }) =>
        place === 'path' ? [] : [{ name, in: place, schema: resolve(schema), isRequired: false }],
      ),
    ],
  }
}

function resolve(schema: Schema): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '')
  return name === undefined ? schema : (document.components.schemas[name] ?? {})
}

/** What does not fit a schema, in words; empty if all does. Every field of an object must be there. */
export function misfits(found: unknown, given: Schema, at = 'the body'): string[] {
  const schema = resolve(given)
  const { type, nullable = false, items = {}, properties } = schema
  if (found === null) return nullable ? [] : [`${at} is null`]
  const typeOf = Array.isArray(found) ? 'array' : Number.isInteger(found) ? 'integer' : typeof found
  if (type !== undefined && typeOf !== type) return [`${at} is ${typeOf}, not ${type}`]
  if (Array.isArray(found)) {
    return found.flatMap((one, index) => misfits(one, items, `${at}[${index}]`))
  }
  if (typeof found === 'string') return isOfForm(found, schema) ? [] : [`${at} is ${found}`]
  if (typeof found !== 'object') return []
  if (schema.format === 'uri-map') {
    return Object.entries(found).flatMap(([name, uri]) =>
      misfits(uri, { type: 'string', format: 'uri' }, `${at}.${name}`),
    )
  }
  if (properties === undefined) return []
  const fields = new Map(Object.entries(found))
  const unknown = [...fields.keys()].filter((name) => !(name in properties))
  return [
    ...unknown.map((name) => `${at}.${name} is not documented`),
    ...Object.entries(properties).flatMap(([name, one]) =>
      fields.has(name)
        ? misfits(fields.get(name), one, `${at}.${name}`)
        : [`${at}.${name} is missing`],
    ),
  ]
}

function isOfForm(found: string, schema: Schema): boolean {
  const { format, pattern = '', minLength = 0, maxLength = Infinity } = schema
  if (found.length < minLength || found.length > maxLength) return false
  if (schema.enum?.includes(found) === false) return false
  if (format === 'uri' && !URL.canParse(found)) return false
  if (format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(found)) return false
  return new RegExp(pattern).test(found)
}
