/**
 * What a supplier directory consists of, as the edi-partners dialog shows it and partner-check.js checks it: the same rules as
 * lib/mapping/partner-directory-shape, which a test holds the two to. Nothing here touches the page.
 */
;(function () {
  'use strict'

  var rules = {
    division: function (value) {
      return Number.isSafeInteger(value) && value >= 1
    },
    hours: function (value) {
      return Number.isSafeInteger(value) && value >= 1
    },
    days: function (value) {
      return Number.isSafeInteger(value) && value >= 0
    },
    filled: matches(/^\S(.*\S)?$/),
    qualifier: matches(/^[A-Z0-9]{2}$/),
    interchangeId: matches(/^\S(.{0,13}\S)?$/),
    application: matches(/^\S.{0,13}\S$/),
    version: matches(/^00[45]010[A-Z0-9]{0,6}$/),
    figure: matches(/^\d{1,9}(\.\d{1,9})?$/),
    unit: matches(/^[A-Z0-9]{2}$/),
    rate: matches(/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/),
    delimiter: matches(/^[^A-Za-z0-9 ]$/s),
    delimiterOrNone: matches(/^[^A-Za-z0-9 ]?$/s),
    accounts: function (value) {
      return Array.isArray(value) && value.every(isAccount)
    },
    guides: areGuides,
    matching: isMatching,
  }

  var numbers = ['division', 'hours', 'days']
  var optionalDivision = { path: 'division', rule: 'division', optional: true }
  var party = [
    { path: 'interchange.qualifier', rule: 'qualifier', fresh: 'ZZ', width: 'narrow' },
    { path: 'interchange.id', rule: 'interchangeId', fresh: '', width: 'wide' },
    { path: 'application', rule: 'application', optional: true },
  ]

  /** In the order of the dialog. `key` is what may not occur twice among the rows of a section, `more` finds what is wrong between fields. */
  var sections = [
    {
      path: 'companies',
      columns: [{ path: 'division', rule: 'division', fresh: null }, { path: 'name', rule: 'filled', fresh: '', width: 'wide' }].concat(party),
      key: function (row) {
        return String(row.division)
      },
    },
    {
      path: 'partners',
      columns: [
        { path: 'key', rule: 'filled', fresh: '' },
        { path: 'name', rule: 'filled', fresh: '' },
        { path: 'accounts', rule: 'accounts', fresh: [] },
      ].concat(party, [
        { path: 'version', rule: 'version', fresh: '004010' },
        { path: 'usage', choices: ['T', 'P'], fresh: 'T' },
        { path: 'delimiters.element', rule: 'delimiter', fresh: '*' },
        { path: 'delimiters.component', rule: 'delimiter', fresh: '>' },
        { path: 'delimiters.repetition', rule: 'delimiterOrNone', fresh: '' },
        { path: 'delimiters.segment', rule: 'delimiter', fresh: '~' },
        { path: 'change', choices: ['replace-850', 'change-850', 'change-860'], fresh: 'replace-850' },
        { path: 'costReferences', choices: ['cost-centre-and-account', 'cost-centre', 'none'], optional: true },
        { path: 'acknowledgment', choices: ['confirm-order', 'draft-invoice', 'both'], optional: true },
        { path: 'shipNotice', choices: ['record', 'goods-receipt'], optional: true },
        { path: 'acknowledge', choices: ['never', 'always', 'on-error'], fresh: 'never' },
        // 0: none is expected.
        { path: 'acknowledgmentDeadlineHours', rule: 'days', fresh: 24 },
        { path: 'silentAfterHours', rule: 'hours', optional: true },
        { path: 'calendar', rule: 'filled', optional: true },
        { path: 'inboundNumbers', choices: ['sequential', 'unique', 'any'], optional: true },
        { path: 'taxRate', choices: ['percent', 'fraction'], fresh: 'percent' },
        { path: 'tolerances.pricePercent', rule: 'figure', fresh: '0' },
        { path: 'tolerances.dateDays', rule: 'days', fresh: 0 },
        // Too much for a field: written in the JSON; the runtime checks each guide against the dictionary.
        { path: 'guides', rule: 'guides', optional: true, onlyInJson: true },
        { path: 'matching', rule: 'matching', optional: true, onlyInJson: true },
      ]),
      key: function (row) {
        return row.key
      },
      more: partnerProblems,
    },
    {
      path: 'crossReferences.units',
      columns: [optionalDivision, { path: 'erp', rule: 'filled', fresh: '' }, { path: 'x12', rule: 'unit', fresh: '' }],
      key: byDivision('erp'),
    },
    {
      path: 'crossReferences.costCentres',
      columns: [optionalDivision, { path: 'costCentre', rule: 'filled', fresh: '' }, { path: 'glAccount', rule: 'filled', fresh: '' }],
      key: byDivision('costCentre'),
    },
    {
      path: 'crossReferences.taxes',
      columns: [
        optionalDivision,
        { path: 'tax', rule: 'filled', fresh: '' },
        { path: 'rate', rule: 'rate', fresh: '' },
        { path: 'vatCode', rule: 'filled', fresh: '' },
      ],
      key: function (row) {
        return byDivision('tax')(row) + ' ' + Number(row.rate)
      },
    },
    {
      path: 'crossReferences.charges',
      columns: [
        optionalDivision,
        { path: 'charge', rule: 'filled', fresh: '' },
        { path: 'item', rule: 'filled', optional: true },
        { path: 'glAccount', rule: 'filled', optional: true },
      ],
      key: byDivision('charge'),
      more: function (row) {
        return row.item === undefined && row.glAccount === undefined ? ['item-or-account'] : []
      },
    },
    {
      path: 'crossReferences.booking',
      columns: [
        { path: 'division', rule: 'division', fresh: null },
        { path: 'as', choices: ['purchase-invoice', 'purchase-entry'], fresh: 'purchase-invoice' },
        { path: 'journal', rule: 'filled', fresh: '' },
      ],
      key: function (row) {
        return String(row.division)
      },
    },
  ]

  function matches(pattern) {
    return function (value) {
      return typeof value === 'string' && pattern.test(value)
    }
  }

  function byDivision(name) {
    return function (row) {
      return (row.division === undefined ? 'all' : row.division) + ' ' + row[name]
    }
  }

  function isAccount(account) {
    return (
      isRecord(account) && rules.division(account.division) && rules.filled(account.code) && Object.keys(account).length === 2
    )
  }

  /** Whose guide it is, and no two for the same set and version. */
  function areGuides(value) {
    if (!Array.isArray(value) || !value.every(isGuide)) return false
    var names = value.map(function (guide) {
      return guide.set + ' ' + guide.version
    })
    return new Set(names).size === names.length
  }

  function isGuide(guide) {
    return isRecord(guide) && rules.filled(guide.partner) && /^\d{3}$/.test(guide.set) && /^00[45]010[A-Z0-9]{0,6}$/.test(guide.version)
  }

  /** How invoices of one supplier are matched: every part may be left out. */
  function isMatching(value) {
    return hasOnly(value, {
      matching: isOneOf('two-way', 'three-way'),
      receipts: isOneOf('goods-receipts', 'ship-notices'),
      tolerances: function (tolerances) {
        return hasOnly(tolerances, { price: isTolerance, quantity: isTolerance, line: isTolerance, total: isTolerance, tax: isTolerance })
      },
      charges: function (charges) {
        return areAll(charges, isAgreedCharge) && new Set(charges.map(nameOfCharge)).size === charges.length
      },
      items: function (items) {
        return areAll(items, isItemNumbers)
      },
    })
  }

  function isTolerance(value) {
    return hasOnly(value, { percent: rules.figure, amount: rules.figure }) && Object.keys(value).length > 0
  }

  function isAgreedCharge(value) {
    return hasOnly(value, { charge: rules.filled, percent: rules.figure, amount: rules.figure }) && value.charge !== undefined
  }

  function nameOfCharge(row) {
    return row.charge
  }

  function isItemNumbers(value) {
    var fields = { item: rules.filled, supplierCode: rules.filled, gtin: matches(/^(\d{8}|\d{11,14})$/) }
    return hasOnly(value, fields) && value.item !== undefined && Object.keys(value).length > 1
  }

  function isOneOf() {
    var choices = Array.from(arguments)
    return function (value) {
      return choices.includes(value)
    }
  }

  function areAll(value, fits) {
    return Array.isArray(value) && value.every(fits)
  }

  /** A record with none but these fields, each of which fits. */
  function hasOnly(value, fields) {
    return (
      isRecord(value) &&
      Object.keys(value).every(function (name) {
        return Object.hasOwn(fields, name) && fields[name](value[name])
      })
    )
  }

  function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  }

  function partnerProblems(row) {
    var problems = []
    var given = Object.values(row.delimiters || {}).filter(Boolean)
    if (new Set(given).size < given.length) problems.push('delimiters-differ')
    if (String(row.version).startsWith('005010') && !row.delimiters.repetition) problems.push('repetition-needed')
    return problems
  }

  function at(record, path) {
    return path.split('.').reduce(function (inner, name) {
      return isRecord(inner) ? inner[name] : undefined
    }, record)
  }

  /** Sets a value by path; `undefined` removes it. */
  function put(record, path, value) {
    var names = path.split('.')
    var last = names.pop()
    var inner = names.reduce(function (outer, name) {
      if (!isRecord(outer[name])) outer[name] = {}
      return outer[name]
    }, record)
    if (value === undefined) delete inner[last]
    else inner[last] = value
  }

  /** A new row of a section, filled with what is usual. */
  function freshRow(section) {
    var row = {}
    section.columns.forEach(function (column) {
      if (!column.optional) put(row, column.path, JSON.parse(JSON.stringify(column.fresh)))
    })
    return row
  }

  /** A field as people type it: line ends as \n and \r, accounts as `123456:20010, 234567:88`. */
  function shown(column, value) {
    if (value === undefined || value === null) return ''
    if (column.rule === 'accounts') return Array.isArray(value) ? value.map(function (one) { return one.division + ':' + one.code }).join(', ') : ''
    return String(value).replace(/\r/g, '\\r').replace(/\n/g, '\\n')
  }

  /** The reverse of `shown`. Text that is no number stays text, so that the rule can speak of it. */
  function typed(column, text) {
    if (column.optional && text.trim() === '') return undefined
    if (numbers.includes(column.rule)) return /^\s*\d+\s*$/.test(text) ? Number(text) : text.trim()
    if (column.rule === 'accounts') return text.trim() === '' ? [] : text.split(',').map(account)
    if (column.rule && column.rule.startsWith('delimiter')) return text.replace(/\\r/g, '\r').replace(/\\n/g, '\n')
    return text.trim()
  }

  function account(text) {
    var parts = /^\s*(\d+)\s*:\s*(.*?)\s*$/.exec(text)
    return parts ? { division: Number(parts[1]), code: parts[2] } : { division: text.trim(), code: '' }
  }

  /** Whether a value that is given fits its column. */
  function fits(column, value) {
    return column.choices ? column.choices.includes(value) : rules[column.rule](value)
  }

  window.ediLoop = Object.assign(window.ediLoop || {}, {
    partnerSections: sections,
    partnerField: { at: at, put: put, fits: fits, shown: shown, typed: typed },
    freshRow: freshRow,
  })
})()
