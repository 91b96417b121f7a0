import type { KindName } from '../domain/rules/kinds.ts'
import type { SyncObject } from '../domain/rules/records.ts'
import { objectRules } from '../domain/world/parse-state.ts'
import type { AccountState, ObjectsState, ObjectStates, SyncState } from '../domain/world/state.ts'
import { hasMethod } from '../lang/has-method.ts'
import { escapeControls } from '../lang/show.ts'

/** Objects that are missing from the default service, and what to call them. */
interface Missing<Kind extends KindName> {
  readonly kind: Kind
  readonly what: 'one' | 'some'
  readonly isMissing: (object: SyncObject) => boolean
}

/**
 * Says in which other service or account of the fake such objects are, and how to get at them.
 * Empty if there are none, or if what the matcher was given is not the fake.
 */
export function elsewhereText<Kind extends KindName>(
  found: unknown,
  { kind, what, isMissing }: Missing<Kind>,
): string {
  const holds = (service: ObjectsState): boolean => {
    const states: readonly ObjectStates[Kind][] = service[kind]
    return states.some((state) => isMissing(objectRules[kind].recordOf(state)))
  }
  const [home, ...others] = accountsOf(found)
  const service = home?.services.find(holds)
  if (service !== undefined) {
    return `; another service has ${what}: expect(sync.service('${service.record.sid}'))`
  }
  for (const account of others) {
    const sid = account.services.find(holds)?.record.sid
    if (sid === undefined) continue
    const place = sid === account.defaultServiceSid ? '' : ` in service ${sid}`
    const accountSid = escapeControls(String(account.sid))
    return `; another account has ${what}${place}: set the option accountSid to '${accountSid}'`
  }
  return ''
}

function accountsOf(found: unknown): readonly AccountState[] {
  if (!hasSnapshot(found)) return []
  try {
    return found.snapshot().accounts
  } catch {
    // A subscriber may throw as objects expire. The failure must be reported all the same.
    return []
  }
}

function hasSnapshot(found: unknown): found is { snapshot(): SyncState } {
  return hasMethod(found, 'snapshot')
}
