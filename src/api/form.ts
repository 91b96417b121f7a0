import { type Field, type Fields, firstOfEach, parseFields } from './fields.ts'

/**
 * Parses the body of a request: a form, whatever its content type says (assumed), unless that is
 * `multipart/form-data`, which old versions of the twilio client send.
 */
export function parseForm(body: string, contentType: string | undefined): Fields {
  const [, quoted, boundary = quoted] =
    /^multipart\/form-data;.*?\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? '') ?? []
  return boundary === undefined ? parseFields(body) : firstOfEach(partsOf(body, boundary))
}

function partsOf(body: string, boundary: string): Field[] {
  return body.split(`--${boundary}`).flatMap((part) => {
    const [, head = '', value = ''] = /^\r?\n([^]*?)\r?\n\r?\n([^]*?)\r?\n$/.exec(part) ?? []
    const [, name] = /\bname="([^"]*)"/i.exec(head) ?? []
    return name === undefined ? [] : [[name, value] satisfies Field]
  })
}
