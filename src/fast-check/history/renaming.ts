import { toJson } from '../../domain/json.ts'
import { escapeControls } from '../../domain/show.ts'
import { type Answer, describe, type Item } from './answer.ts'

/** The difference between an answer and the one that the service would give. */
export interface Mismatch {
  readonly found: string
  readonly expected: string
}

type Pairs = ReadonlyMap<string, string>

/**
 * Maps the SIDs of a history to those of a model that drew its own: one to one, and those known
 * from the start to themselves. Immutable.
 */
export class Renaming {
  readonly #fixed: ReadonlySet<string>
  readonly #toModel: Pairs
  readonly #toHistory: Pairs
  readonly #tokens: Pairs

  /** @param fixed the SIDs that are the same on both sides */
  constructor(
    fixed: ReadonlySet<string>,
    { toModel, toHistory, tokens }: Partial<Record<'toModel' | 'toHistory' | 'tokens', Pairs>> = {},
  ) {
    this.#fixed = fixed
    this.#toModel = toModel ?? new Map()
    this.#toHistory = toHistory ?? new Map()
    this.#tokens = tokens ?? new Map()
  }

  /** The model's SID for one of the history; the same SID if it is unknown. */
  toModel(sid: string): string {
    return this.#toModel.get(sid) ?? sid
  }

  /** The history's SID for one of the model; `undefined` if no answer has shown it. */
  toHistory(sid: string): string | undefined {
    return this.#fixed.has(sid) ? sid : this.#toHistory.get(sid)
  }

  /** Whether the model's SID for one of the history is known. */
  knows(sid: string): boolean {
    return this.#fixed.has(sid) || this.#toModel.has(sid)
  }

  /** The SIDs of the history that are mapped, in a stable order. */
  get known(): readonly string[] {
    return [...this.#toModel.keys()].sort()
  }

  /** The page tokens of the history, each with that of the model, in a stable order. */
  get knownTokens(): readonly (readonly string[])[] {
    return [...this.#tokens].sort(([one], [other]) => (one < other ? -1 : 1))
  }

  /** A renaming with one more pair of SIDs, neither of which may be known. */
  with(sid: string, model: string): Renaming {
    return new Renaming(this.#fixed, {
      toModel: new Map(this.#toModel).set(sid, model),
      toHistory: new Map(this.#toHistory).set(model, sid),
      tokens: this.#tokens,
    })
  }

  /** The model's page token for one of the history. */
  tokenOf(token: string): string {
    return this.#tokens.get(token) ?? token
  }

  /** Extends this so that two answers are the same under it, or says why that is impossible. */
  match(found: Answer, made: Answer): Renaming | Mismatch {
    const items = found.items?.map((item, index) => [item, made.items?.[index]] as const) ?? []
    const isAlike =
      found.status === made.status &&
      (found.code === undefined || found.code === made.code) &&
      (found.items === undefined || found.items.length === made.items?.length)
    if (!isAlike) return this.#mismatch(found, made)
    const toModel = new Map(this.#toModel)
    const toHistory = new Map(this.#toHistory)
    for (const [item, other] of items) {
      const fact = other === undefined ? undefined : differenceOf(item, other)
      if (fact !== undefined) return fact
      for (const [name, sid] of Object.entries(item.sids)) {
        const model = other?.sids[name]
        if (model === undefined || !this.#pair(sid, model, { toModel, toHistory })) {
          return this.#mismatch(found, made)
        }
      }
    }
    return this.#withTokens(found, made, { toModel, toHistory })
  }

  #pair(
    sid: string,
    model: string,
    { toModel, toHistory }: Record<'toModel' | 'toHistory', Map<string, string>>,
  ): boolean {
    if (this.#fixed.has(sid) || this.#fixed.has(model)) return sid === model
    if (toModel.has(sid) || toHistory.has(model)) return toModel.get(sid) === model
    toModel.set(sid, model)
    toHistory.set(model, sid)
    return true
  }

  #withTokens(
    found: Answer,
    made: Answer,
    maps: Record<'toModel' | 'toHistory', Map<string, string>>,
  ): Renaming | Mismatch {
    const tokens = new Map(this.#tokens)
    if (found.tokens !== undefined) {
      for (const side of ['next', 'previous'] as const) {
        const [token, model] = [found.tokens[side], made.tokens?.[side]]
        if ((token === undefined) !== (model === undefined)) {
          const say = (one: string | undefined): string =>
            `${one === undefined ? 'no' : 'a'} ${side} page`
          return { found: say(token), expected: say(model) }
        }
        if (token !== undefined && model !== undefined) tokens.set(token, model)
      }
    }
    return new Renaming(this.#fixed, { ...maps, tokens })
  }

  #mismatch(found: Answer, made: Answer): Mismatch {
    const rename = (item: Item): Item => {
      const { sid = '' } = item.sids
      return { ...item, sids: { sid: this.toHistory(sid) ?? `new ${sid.slice(0, 2)}` } }
    }
    const told = { ...made, items: made.items?.map(rename) }
    return { found: describe(found), expected: describe(told) }
  }
}

/** The first fact in which two items differ. */
function differenceOf(item: Item, other: Item): Mismatch | undefined {
  const [name] =
    Object.entries(item.facts).find(([key, value]) => !isSame(value, other.facts[key])) ?? []
  if (name === undefined) return undefined
  const say = ({ facts }: Item): string =>
    `${name} ${escapeControls(toJson(facts[name]) ?? 'missing')}`
  return { found: say(item), expected: say(other) }
}

function isSame(one: unknown, other: unknown): boolean {
  if (Object(one) !== one || Object(other) !== other) return one === other
  const [mine, theirs] = [one, other] as Readonly<Record<string, unknown>>[]
  const keys = Object.keys(mine ?? {})
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === Object.keys(theirs ?? {}).length &&
    keys.every((key) => Object.hasOwn(theirs ?? {}, key) && isSame(mine?.[key], theirs?.[key]))
  )
}
