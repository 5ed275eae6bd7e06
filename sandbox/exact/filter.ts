/**
 * `$filter`: text in, a test of rows out. Strict on purpose: an unknown property, a wrong literal or stray text is a 400, as a
 * client that gets away with it here would not get away with it there.
 * @see reference exact-online.md §4.3
 */
import { badRequest } from './answer'
import { guidOrder } from './guid-order'
import { type Token, tokensOf } from './filter-tokens'
import { type Shown, shown } from './output'
import type { Entity } from './schema'
import type { Row, Value } from './store'
import { type Call, functions } from './filter-functions'
import type { Switches } from './switches'

export type Kind = 'Guid' | 'String' | 'Number' | 'DateTime' | 'Boolean' | 'Null'

interface Operand {
  readonly kind: Kind
  readonly value: (row: Row) => Value
}

export interface Filter {
  readonly matches: (row: Row) => boolean
  /** Names of the properties it looks at. */
  readonly properties: ReadonlySet<string>
}

/** @throws Refusal 400 */
export function filterOf(source: string, entity: Entity, look: Shown & Pick<Switches, 'filterFunctions'>): Filter {
  const parser = new Parser(tokensOf(source), entity, look)
  const operand = parser.whole()
  return { matches: row => operand.value(row) === true, properties: parser.properties }
}

class Parser {
  readonly properties = new Set<string>()
  private position = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly entity: Entity,
    private readonly look: Shown & Pick<Switches, 'filterFunctions'>,
  ) {}

  whole(): Operand {
    const operand = this.either()
    if (this.position < this.tokens.length) throw syntaxError(this.position)
    return boolean(operand)
  }

  private either(): Operand {
    let left = this.both()
    while (this.takeWord('or')) {
      const [a, b] = [boolean(left), boolean(this.both())]
      left = { kind: 'Boolean', value: row => a.value(row) === true || b.value(row) === true }
    }
    return left
  }

  private both(): Operand {
    let left = this.negation()
    while (this.takeWord('and')) {
      const [a, b] = [boolean(left), boolean(this.negation())]
      left = { kind: 'Boolean', value: row => a.value(row) === true && b.value(row) === true }
    }
    return left
  }

  private negation(): Operand {
    if (!this.takeWord('not')) return this.comparison()
    const inner = boolean(this.negation())
    return { kind: 'Boolean', value: row => inner.value(row) !== true }
  }

  private comparison(): Operand {
    const left = this.operand()
    const operator = this.peek()
    const holds = operator?.type === 'word' ? comparisons.get(operator.text) : undefined
    if (!operator || !holds) return left
    this.position += 1
    const right = this.operand()
    if (left.kind !== right.kind && left.kind !== 'Null' && right.kind !== 'Null') {
      throw badRequest(
        `Operator '${operator.text}' incompatible with operand types '${left.kind}' and '${right.kind}' at position ${this.position}.`,
      )
    }
    const guid = left.kind === 'Guid' || right.kind === 'Guid'
    const place = (value: Value) => (guid && typeof value === 'string' ? guidOrder(value) : value)
    return { kind: 'Boolean', value: row => holds(place(left.value(row)), place(right.value(row))) }
  }

  private operand(): Operand {
    const token = this.tokens[this.position]
    this.position += 1
    if (!token) throw syntaxError(this.position)
    if (token.type === 'literal') return { kind: token.kind, value: () => token.value }
    if (token.type === 'word') return this.peek()?.text === '(' ? this.call(token.text) : this.property(token.text)
    if (token.text !== '(') throw syntaxError(this.position)
    const inner = this.either()
    this.expect(')')
    return inner
  }

  private call(name: string): Operand {
    this.expect('(')
    const parts = [this.either()]
    while (this.peek()?.text === ',') {
      this.position += 1
      parts.push(this.either())
    }
    this.expect(')')
    const call: Call | undefined = this.look.filterFunctions.includes(name) ? functions.get(name) : undefined
    if (!call) throw badRequest(`Unknown function '${name}' at position ${this.position}.`)
    const fits = call.takes.length === parts.length && parts.every(({ kind }, n) => kind === call.takes[n] || kind === 'Null')
    if (!fits)
      throw badRequest(
        `No applicable function found for '${name}' at position ${this.position} with the specified arguments. The functions considered are: ${name}(${call.takes.join(', ')}).`,
      )
    return {
      kind: call.gives,
      value: row => {
        const values = parts.map(part => part.value(row))
        return values.includes(null) ? null : call.value(values)
      },
    }
  }

  private property(name: string): Operand {
    const property = this.entity.properties.get(name)
    const kind = property && kindOf(property.type)
    if (!property?.verbs.has('GET') || !kind)
      throw badRequest(`No property '${name}' exists in type '${this.entity.path}' at position ${this.position}.`)
    this.properties.add(name)
    return { kind, value: row => shown(this.entity, property, row, this.look) }
  }

  private peek(): Token | undefined {
    return this.tokens[this.position]
  }

  private takeWord(word: string): boolean {
    const token = this.peek()
    if (token?.type !== 'word' || token.text !== word) return false
    this.position += 1
    return true
  }

  private expect(mark: string): void {
    if (this.peek()?.text !== mark) throw syntaxError(this.position)
    this.position += 1
  }
}

const kinds: Readonly<Record<string, Kind>> = {
  'Edm.Guid': 'Guid',
  'Edm.String': 'String',
  'Edm.DateTime': 'DateTime',
  'Edm.Boolean': 'Boolean',
  'Edm.Double': 'Number',
  'Edm.Byte': 'Number',
  'Edm.Int16': 'Number',
  'Edm.Int32': 'Number',
  'Edm.Int64': 'Number',
}

/** The kind of literal that goes with a type; undefined for what cannot be compared. */
export function kindOf(type: string): Kind | undefined {
  return kinds[type]
}

/** Nothing is less or greater than null. */
const comparisons = new Map<string, (a: Value, b: Value) => boolean>([
  ['eq', (a, b) => a === b],
  ['ne', (a, b) => a !== b],
  ['gt', (a, b) => a !== null && b !== null && a > b],
  ['ge', (a, b) => a !== null && b !== null && a >= b],
  ['lt', (a, b) => a !== null && b !== null && a < b],
  ['le', (a, b) => a !== null && b !== null && a <= b],
])

function boolean(operand: Operand): Operand {
  if (operand.kind !== 'Boolean') throw badRequest("Expression of type 'System.Boolean' expected in $filter.")
  return operand
}

function syntaxError(position: number): Error {
  return badRequest(`Syntax error at position ${position} in $filter.`)
}
