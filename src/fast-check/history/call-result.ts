import { parseJson, toJson } from '../../domain/json.ts'

/** The members of a stream, or of a message, by name. */
export type Fields = Readonly<Record<string, unknown>>

/** The fields that are compared: their names in the API, and in the twilio client and the store. */
const words = {
  sid: 'sid',
  service_sid: 'serviceSid',
  unique_name: 'uniqueName',
  date_created: 'dateCreated',
  date_updated: 'dateUpdated',
  date_expires: 'dateExpires',
  data: 'data',
} as const

/**
 * Copies the fields that are compared from what a call of the app returned. The app may change what
 * it got, and an instance of the twilio client holds its whole client.
 */
export function copyResult(result: unknown): unknown {
  return Array.isArray(result) ? result.map(copyFields) : copyFields(result)
}

/** The fields of a stream or message under their names in the API. */
export function inWords(result: unknown): Fields {
  const fields = Object(result) as Fields
  return Object.fromEntries(
    Object.entries(words).flatMap(([word, name]) => {
      const value = fields[name] === undefined ? fields[word] : fields[name]
      if (value === undefined) return []
      return [[word, isDate(word) ? toDate(value) : value]]
    }),
  )
}

function copyFields(one: unknown): unknown {
  if (Object(one) !== one) return one
  const fields = one as Fields
  const told = Object.entries(words)
    .flat()
    .filter((name) => fields[name] !== undefined)
  return Object.fromEntries(told.map((name) => [name, copyField(name, fields[name])]))
}

function copyField(name: string, value: unknown): unknown {
  if (Object(value) !== value) return value
  if (isDate(name)) return toDate(value)
  const json = toJson(value)
  return json === undefined ? value : parseJson(json)
}

function isDate(name: string): boolean {
  return name.startsWith('date')
}

/**
 * As the API writes dates, in whole seconds. The client has a `Date`, the store epoch milliseconds.
 */
function toDate(time: unknown): unknown {
  if (time === null) return null
  const date = new Date(time as string | number | Date)
  return Number.isNaN(date.getTime()) ? time : `${date.toISOString().slice(0, 19)}Z`
}
