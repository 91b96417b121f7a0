/**
 * The mutants that no test can see, each with the reason. `code` and `to` are as in the report of
 * `npm run test:mutation`; `on` is a part of the line, where the file has several of the same.
 */
export const equivalent = [
  {
    file: 'api/deliver.ts',
    code: '{ once: true }',
    to: '{}',
    why: 'A signal aborts once at most.',
  },
  {
    file: 'api/deliver.ts',
    code: 'true',
    to: 'false',
    why: 'A signal aborts once at most.',
  },
  {
    file: 'api/gate.ts',
    code: 'true',
    to: 'false',
    why: 'A table of names, whose values nobody reads.',
  },
  {
    file: 'api/percent-encoding.ts',
    code: '{ return undefined }',
    to: '{}',
    why: 'A function that ends returns undefined.',
  },
  {
    file: 'api/router.ts',
    code: '{ place: undefined, parameters }',
    to: '{}',
    why: 'Nobody reads the parameters of a walk that led nowhere.',
  },
  {
    file: 'api/router.ts',
    code: "!path.includes('%')",
    to: 'false',
    why: 'A shortcut: what has no percent sign decodes to itself.',
  },
  {
    file: 'api/router.ts',
    code: "'%'",
    to: '""',
    why: 'A shortcut: what has no percent sign decodes to itself.',
  },
  {
    file: 'faults/faults.ts',
    code: 'this.#entries.size === 0',
    to: 'false',
    why: 'A shortcut: where there are no faults, none is found.',
  },
  {
    file: 'faults/faults.ts',
    code: 'oldest !== undefined',
    to: 'true',
    why: 'The set has just grown, so it has an oldest entry; the check is for the types.',
  },
  {
    file: 'faults/faults.ts',
    code: "'before'",
    to: '""',
    why: "The moment is only ever compared with 'after'.",
  },
  {
    file: 'faults/faults.ts',
    code: "kind === 'status'",
    to: 'true',
    why: 'The other kinds have no status, headers or body, and nobody reads them of a breakage of another kind.',
  },
  {
    file: 'faults/read-fault.ts',
    code: 'true',
    to: 'false',
    why: 'A table of names, whose values nobody reads.',
  },
  {
    file: 'rest/credentials.ts',
    code: "''",
    to: '"Stryker was here!"',
    why: 'Neither text holds credentials, so both are refused alike.',
  },
  {
    file: 'rest/credentials.ts',
    code: 'last?.authorization === authorization',
    to: 'false',
    why: 'A shortcut: the same header is read in the same way again.',
  },
  {
    file: 'rest/credentials.ts',
    code: '[]',
    to: '["Stryker was here"]',
    why: 'The first element of a match is skipped.',
  },
  {
    file: 'rest/fields.ts',
    code: 'value !== undefined',
    to: 'true',
    why: 'For the types: the pattern does not match undefined.',
  },
  {
    file: 'rest/hosts.ts',
    code: "''",
    to: '"Stryker was here!"',
    on: 'const [, scheme',
    why: 'A scheme is missing only where the host is, too, and then nobody reads it.',
  },
  {
    file: 'rest/hosts.ts',
    code: '[]',
    to: '["Stryker was here"]',
    why: 'The first element of a match is skipped.',
  },
  {
    file: 'rest/object-body.ts',
    code: 'object.dateUpdated === object.dateCreated',
    to: 'false',
    why: 'A shortcut: the same time is written in the same way again.',
  },
  {
    file: 'rest/paging.ts',
    code: '[]',
    to: '["Stryker was here"]',
    why: 'No request has a parameter of that name.',
  },
  {
    file: 'rest/paging.ts',
    code: 'index !== undefined',
    to: 'true',
    why: 'For the types: undefined is no safe integer.',
  },
  {
    file: 'rest/rest-protocol.ts',
    code: '[]',
    to: '["Stryker was here"]',
    why: 'The first element of a match is skipped.',
  },
  {
    file: 'rest/rest-protocol.ts',
    code: 'part !== undefined',
    to: 'true',
    why: 'For the types: undefined is none of the parts.',
  },
  {
    file: 'rest/rest-protocol.ts',
    code: 'reply.headers !== undefined',
    to: 'true',
    why: 'Object.assign takes nothing from undefined.',
  },
]
