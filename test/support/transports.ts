import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import type { HttpResponse } from '../../src/core.ts'
import type { HttpRequest } from '../rest/cases.ts'

/** A way for a request to leave a process. */
export interface Transport {
  readonly name: string
  readonly send: (request: HttpRequest) => Promise<HttpResponse>
}

export const nodeTransport: Transport = { name: 'node:https', send: overNode }

export const fetchTransport: Transport = { name: 'fetch', send: overFetch }

/** Sends a request unchanged by `node:https`, or `node:http`. */
export function overNode({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> {
  const [, scheme, host, path] = /^(https?):\/\/([^/]+)(.*)$/.exec(url) ?? []
  const { request } = scheme === 'https' ? https : http
  return new Promise((resolve, reject) => {
    const outgoing = request({ method, host, path, headers }, (incoming) => {
      const status = incoming.statusCode ?? 0
      const received = incoming.headers as Record<string, string>
      text(incoming).then((all) => resolve({ status, headers: received, body: all }), reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function overFetch({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> {
  const init = { method, headers: headers as Record<string, string>, body: body || null }
  const response = await fetch(url, init)
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  }
}
