import type { TwilioRequest, TwilioResponse } from './twilio-message.ts'

/** What the real client keeps of its last exchange, for apps that look at it. */
export interface LastExchange {
  lastRequest?: unknown
  lastResponse?: unknown
}

/** Keeps a request, and logs it if the client is to, in the form of the real client. */
export function keepRequest(
  client: LastExchange,
  { request, authorization }: { request: TwilioRequest; authorization: string | undefined },
): void {
  const { method, uri: url, params, data, headers = {}, logLevel } = request
  if (logLevel === 'debug') logRequest(request)
  // Among the request's own, as the real client has it.
  if (authorization !== undefined) headers['Authorization'] = authorization
  client.lastResponse = undefined
  client.lastRequest = {
    method,
    url,
    auth: authorization?.startsWith(basic) === true ? authorization.slice(basic.length) : absent,
    params: params ?? absent,
    data: data ?? absent,
    headers,
  }
}

/** Keeps the response to it, and logs it if the client is to. */
export function keepResponse(
  client: LastExchange,
  { request, response }: { request: TwilioRequest; response: TwilioResponse },
): TwilioResponse {
  client.lastResponse = response
  if (request.logLevel !== 'debug') return response
  console.log(`response.statusCode: ${response.statusCode}`)
  console.log(`response.headers: ${JSON.stringify(response.headers)}`)
  return response
}

const basic = 'Basic '

/** What stands for a missing part of a request. */
const absent = '*'

function logRequest({ method, uri, params, headers }: TwilioRequest): void {
  console.log('-- BEGIN Twilio API Request --')
  console.log(`${method} ${uri}`)
  if (params !== undefined) {
    console.log('Querystring:')
    console.log(params)
  }
  console.log('Headers:')
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!/^authorization$/i.test(name)) console.log(`${name}: ${String(value)}`)
  }
  console.log('-- END Twilio API Request --')
}
