/** The fields of a supplier directory as text: what a person types in the dialog and what stands in a cell of a CSV file. */
;(function () {
  'use strict'
  var loop = (window.ediLoop = window.ediLoop || {})

  var numbers = ['division', 'hours', 'days']
  var lists = ['weekdays', 'dates']

  /** Line ends as \n and \r, accounts as `123456:20010, 234567:88`, lists with commas, the rest of what is nested as JSON. */
  function shown(column, value) {
    if (value === undefined || value === null) return ''
    if (column.json) return typeof value === 'string' ? value : JSON.stringify(value)
    if (column.rule === 'accounts') return Array.isArray(value) ? value.map(accountText).join(', ') : ''
    if (lists.includes(column.rule)) return Array.isArray(value) ? value.join(', ') : ''
    return String(value).replace(/\r/g, '\\r').replace(/\n/g, '\\n')
  }

  /** The reverse of `shown`. Text that does not fit stays text, so that the rule can speak of it. */
  function typed(column, text) {
    if (column.optional && text.trim() === '') return undefined
    if (column.json) return jsonOr(text)
    if (numbers.includes(column.rule)) return /^\s*\d+\s*$/.test(text) ? Number(text) : text.trim()
    if (column.rule === 'accounts') return parts(text).map(account)
    if (lists.includes(column.rule)) return parts(text)
    if (column.rule && column.rule.startsWith('delimiter')) return text.replace(/\\r/g, '\r').replace(/\\n/g, '\n')
    return text.trim()
  }

  function jsonOr(text) {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }

  function parts(text) {
    if (text.trim() === '') return []
    return text.split(',').map(function (part) {
      return part.trim()
    })
  }

  function accountText(one) {
    return one.division + ':' + one.code
  }

  function account(text) {
    var halves = /^(\d+)\s*:\s*(.*)$/.exec(text)
    return halves ? { division: Number(halves[1]), code: halves[2] } : { division: text, code: '' }
  }

  /** Whether a value that is given fits its column. */
  function fits(column, value) {
    return column.choices ? column.choices.includes(value) : loop.partnerRules[column.rule](value)
  }

  /** What the words of a column are called in the catalogue. */
  function nameOf(column) {
    return column.name || column.path
  }

  Object.assign(loop, { partnerField: { shown: shown, typed: typed, fits: fits, nameOf: nameOf } })
})()
