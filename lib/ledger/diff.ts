/** Two documents beside one another, field by field: what was, what is. Amounts and quantities come first. */

export interface Difference {
  /** `lines[2].price`, `PO1[2].04`. */
  readonly field: string
  /** Undefined where there was nothing. */
  readonly before?: string
  readonly after?: string
  readonly isAmount: boolean
}

/** Fields that people look at first, in business documents and by their place in segments. */
const AMOUNT =
  /(amount|price|total|quantity|cost|rate|tax)[^.]*$|\b(PO1\[\d+\]\.0[24]|IT1\[\d+\]\.0[24]|TDS\[\d+\]\.01|AMT\[\d+\]\.02|CTT\[\d+\]\.02|SAC\[\d+\]\.05)$/i

export function differences(before: unknown, after: unknown): readonly Difference[] {
  const was = fieldsOf(before)
  const is = fieldsOf(after)
  const found = [...new Set([...was.keys(), ...is.keys()])].flatMap(field => {
    const [one, other] = [was.get(field), is.get(field)]
    if (one === other) return []
    return [
      {
        field,
        ...(one === undefined ? {} : { before: one }),
        ...(other === undefined ? {} : { after: other }),
        isAmount: AMOUNT.test(field),
      },
    ]
  })
  return [...found.filter(({ isAmount }) => isAmount), ...found.filter(({ isAmount }) => !isAmount)]
}

function fieldsOf(value: unknown): Map<string, string> {
  const fields = new Map<string, string>()
  walk(value, '', fields)
  return fields
}

function walk(value: unknown, path: string, fields: Map<string, string>): void {
  if (value === undefined || value === null) return
  if (Array.isArray(value)) {
    const labels = labelsOf(value)
    for (const [index, element] of value.entries()) {
      const label = labels[index] as string
      if (isSegment(element)) segment(element, label, fields)
      else walk(element, label.startsWith('[') ? `${path}${label}` : join(path, label), fields)
    }
    return
  }
  if (typeof value !== 'object') return void fields.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  for (const [name, inner] of Object.entries(value)) walk(inner, join(path, name), fields)
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** Elements count from 01, as people who read X12 name them. */
function segment(elements: readonly unknown[], label: string, fields: Map<string, string>): void {
  for (const [index, element] of elements.entries())
    if (index > 0 && element !== '' && element !== undefined)
      fields.set(`${label}.${String(index).padStart(2, '0')}`, typeof element === 'string' ? element : JSON.stringify(element))
  if (elements.length === 1) fields.set(label, '')
}

function isSegment(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && typeof value[0] === 'string' && /^[A-Z][A-Z0-9]{1,2}$/.test(value[0])
}

/** Lines keep their number and segments their tag, so that one more of them does not shift all that follow. */
function labelsOf(values: readonly unknown[]): string[] {
  const seen = new Map<string, number>()
  return values.map((value, index) => {
    if (isSegment(value)) {
      const tag = String(value[0])
      const count = (seen.get(tag) ?? 0) + 1
      seen.set(tag, count)
      return `${tag}[${count}]`
    }
    const number = typeof value === 'object' && value !== null ? (value as { number?: unknown }).number : undefined
    const named = typeof number === 'string' || typeof number === 'number' ? String(number) : undefined
    if (named !== undefined && !seen.has(`#${named}`)) {
      seen.set(`#${named}`, 1)
      return `[${named}]`
    }
    return values.length === 1 ? '' : `[${index + 1}]`
  })
}
