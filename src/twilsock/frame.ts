import { hasNames } from '../lang/is-object.ts'
import { type JsonObject, parseJson } from '../lang/json.ts'
import { isWhole } from '../lang/refuse.ts'
import { fromUtf8, toUtf8 } from '../lang/utf8.ts'

/**
 * What a socket carries (observed): a line with the size of the header, the header as JSON, and a
 * payload whose size the header tells. Sizes are bytes of UTF-8.
 */
export interface Frame {
  readonly header: JsonObject
  /** Empty if there is none. */
  readonly payload: string
}

/** What a socket may bring. */
export type FrameData = ArrayBuffer | ArrayBufferView | string

/** A frame to be sent. */
export interface FrameParts {
  readonly header: object
  /** JSON, or a text of another type. Default: none. */
  readonly payload?: string | undefined
  /** The type of the payload. Default: that of JSON. */
  readonly type?: string | undefined
}

const jsonType = 'application/json'
const firstLine = /^TWILSOCK V3\.0 (\d{1,9})\r\n/
const lineEnd = '\r\n'

/** Writes a frame as the service does: a payload ends with a line break, which does not count. */
export function encodeFrame({ header, payload = '', type = jsonType }: FrameParts): ArrayBuffer {
  const body = toUtf8(wellFormed(payload))
  const about = { payload_size: body.length, ...(body !== '' && { payload_type: type }) }
  const head = toUtf8(JSON.stringify({ ...header, ...about }))
  const end = body === '' ? '' : lineEnd
  return toBuffer(`TWILSOCK V3.0 ${head.length}${lineEnd}${head}${lineEnd}${body}${end}`)
}

/** Reads a frame. `undefined` if it is none; what follows it is ignored. */
export function decodeFrame(data: FrameData): Frame | undefined {
  const bytes = bytesIn(data)
  const [line, size] = firstLine.exec(bytes) ?? []
  if (line === undefined) return undefined
  const end = line.length + Number(size)
  const header = parseJson(fromUtf8(bytes.slice(line.length, end)) ?? '')
  const from = end + lineEnd.length
  if (!hasNames(header) || bytes.slice(end, from) !== lineEnd) return undefined
  const { payload_size: length = 0 } = header
  if (!isWhole(length, { least: 0, most: bytes.length - from })) return undefined
  const payload = fromUtf8(bytes.slice(from, from + length))
  return payload === undefined ? undefined : { header: header as JsonObject, payload }
}

/** Bytes are the characters of a string, up to \xff. */
function bytesIn(data: FrameData): string {
  if (typeof data === 'string') return toUtf8(wellFormed(data))
  const bytes = viewOf(data)
  if (bytes === undefined) return ''
  let text = ''
  // A call takes only so many arguments. Spreading them takes five times as long.
  for (let index = 0; index < bytes.length; index += longestCall) {
    const part = bytes.subarray(index, index + longestCall)
    text += Reflect.apply(String.fromCharCode, undefined, part) as string
  }
  return text
}

const longestCall = 8192

/** A buffer of another realm, such as that of jsdom, is no instance of this one's class. */
function viewOf(data: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  }
  const isBuffer = Object.prototype.toString.call(data) === '[object ArrayBuffer]'
  return isBuffer && hasNames(data) ? new Uint8Array(data as unknown as ArrayBuffer) : undefined
}

function toBuffer(bytes: string): ArrayBuffer {
  const view = new Uint8Array(bytes.length)
  for (let index = 0; index < bytes.length; index += 1) view[index] = bytes.charCodeAt(index)
  return view.buffer
}

/** Half a surrogate pair has no UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd')
}
