// Writes openapi.json: what Twilio's OpenAPI document of Sync says of the form of requests and responses,
// without its prose. The document is part of https://github.com/twilio/twilio-oai (Apache License 2.0), which
// the package @twilio-alpha/mcp carries as twilio-oai/spec/json/twilio_sync_v1.json:
//
//   node test/rest/openapi.generate.js path/to/twilio_sync_v1.json
import { readFileSync, writeFileSync } from 'node:fs'
import { format } from 'prettier'

/** Prose and examples, whose words are not needed here. */
const prose = new Set([
  'description',
  'example',
  'examples',
  'externalDocs',
  'security',
  'servers',
  'summary',
  'tags',
  'title',
])

function withoutProse(found, inProperties = false) {
  if (Array.isArray(found)) return found.map((one) => withoutProse(one))
  if (typeof found !== 'object' || found === null) return found
  const kept = Object.entries(found).filter(
    ([name]) => inProperties || !(prose.has(name) || name.startsWith('x-')),
  )
  return Object.fromEntries(
    kept.map(([name, value]) => [name, withoutProse(value, name === 'properties')]),
  )
}

const [, , source] = process.argv
const { openapi, info, paths, components } = JSON.parse(readFileSync(source, 'utf8'))
const document = {
  $comment:
    'Made by openapi.generate.js of twilio_sync_v1.json in @twilio-alpha/mcp 0.7.0, a copy of https://github.com/twilio/twilio-oai: prose and examples are left out',
  openapi,
  info: { title: info.title, version: info.version, license: info.license },
  paths: withoutProse(paths),
  components: { schemas: withoutProse(components.schemas) },
}
const text = await format(JSON.stringify(document), { parser: 'json', printWidth: 100 })
writeFileSync(new URL('openapi.json', import.meta.url), text)
