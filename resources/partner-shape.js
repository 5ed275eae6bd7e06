/**
 * What a supplier directory consists of, as the edi-partners dialog shows it and partner-check.js checks it: the same as
 * lib/mapping/partner-directory-shape, which a test holds the two to. Nothing here touches the page.
 */
;(function () {
  'use strict'

  var party = [
    { path: 'interchange.qualifier', rule: 'qualifier', fresh: 'ZZ', width: 'narrow' },
    { path: 'interchange.id', rule: 'interchangeId', fresh: '', width: 'wide' },
    { path: 'application', rule: 'application', optional: true },
  ]
  /** For whom a row of a cross-reference holds, before what it says. */
  var whose = [
    { path: 'division', rule: 'division', optional: true, all: true },
    { path: 'partner', rule: 'filled', optional: true, all: true },
  ]
  /** From when until when, both included. */
  var when = [
    { path: 'from', rule: 'date', optional: true },
    { path: 'until', rule: 'date', optional: true },
  ]

  /**
   * In the order of the dialog. `key` is what may not occur twice among the rows of a section at one time, `more` finds what is wrong
   * between fields. An optional section may be missing.
   */
  var sections = [
    {
      path: 'companies',
      columns: [{ path: 'division', rule: 'division', fresh: null }, { path: 'name', rule: 'filled', fresh: '', width: 'wide' }].concat(party),
      key: keyOf('division'),
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
        { path: 'discounts', choices: ['net-price', 'allowance'], optional: true },
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
        // Written as JSON; the runtime checks each guide against the dictionary.
        { path: 'guides', rule: 'guides', optional: true, json: true },
        { path: 'matching', rule: 'matching', optional: true, json: true },
      ]),
      key: keyOf('key'),
      more: partnerProblems,
    },
    table('units', [{ path: 'erp', rule: 'filled', fresh: '' }, { path: 'x12', rule: 'unit', fresh: '' }], keyOf('erp')),
    Object.assign(
      table(
        'items',
        [
          { path: 'item', rule: 'filled', fresh: '' },
          { path: 'supplierCode', rule: 'filled', optional: true },
          { path: 'gtin', rule: 'gtin', optional: true },
        ],
        keyOf('item'),
        needsOne('supplierCode', 'gtin', 'code-or-gtin'),
      ),
      { optional: true },
    ),
    table(
      'costCentres',
      [
        { path: 'costCentre', rule: 'filled', optional: true, others: true },
        { path: 'itemGroup', rule: 'filled', optional: true, all: true },
        { path: 'glAccount', rule: 'filled', fresh: '' },
      ],
      keyOf('costCentre', 'itemGroup'),
    ),
    table(
      'taxes',
      [
        { path: 'tax', rule: 'filled', optional: true, others: true },
        { path: 'rate', rule: 'rate', fresh: '' },
        { path: 'vatCode', rule: 'filled', fresh: '' },
      ],
      function (row) {
        return keyOf('tax')(row) + Number(row.rate)
      },
    ),
    table(
      'charges',
      [
        { path: 'charge', rule: 'filled', optional: true, others: true },
        { path: 'item', rule: 'filled', optional: true },
        { path: 'glAccount', rule: 'filled', optional: true },
      ],
      keyOf('charge'),
      needsOne('item', 'glAccount', 'item-or-account'),
    ),
    {
      path: 'crossReferences.booking',
      columns: [
        { path: 'division', rule: 'division', fresh: null },
        { path: 'as', choices: ['purchase-invoice', 'purchase-entry'], fresh: 'purchase-invoice' },
        { path: 'journal', rule: 'filled', fresh: '' },
        { path: 'accounts', choices: ['table', 'item', 'supplier', 'item-or-supplier'], optional: true, name: 'bookingAccounts' },
        { path: 'original', choices: ['attach', 'leave-out'], optional: true },
        // Kept as a whole number from 1, like hours.
        { path: 'documentType', rule: 'hours', optional: true },
      ],
      key: keyOf('division'),
    },
    {
      path: 'calendars',
      optional: true,
      columns: [
        { path: 'name', rule: 'filled', fresh: '' },
        { path: 'timeZone', rule: 'timeZone', fresh: 'Europe/Amsterdam' },
        { path: 'days', rule: 'weekdays', fresh: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], width: 'wide' },
        { path: 'from', rule: 'time', fresh: '09:00', width: 'narrow', name: 'opens' },
        { path: 'to', rule: 'time', fresh: '17:00', width: 'narrow', name: 'closes' },
        { path: 'holidays', rule: 'dates', fresh: [], width: 'wide' },
      ],
      key: keyOf('name'),
      more: function (row) {
        return row.from < row.to ? [] : ['closes-before']
      },
    },
  ]

  /** A table of the cross-references: rows for a division and a partner, for some time. */
  function table(name, columns, key, more) {
    return {
      path: 'crossReferences.' + name,
      columns: whose.concat(columns, when),
      key: function (row) {
        return keyOf('division', 'partner')(row) + key(row)
      },
      dated: true,
      more: function (row) {
        return (row.from && row.until && row.until < row.from ? ['until-before'] : []).concat(more ? more(row) : [])
      },
    }
  }

  function keyOf() {
    var names = Array.from(arguments)
    return function (row) {
      return JSON.stringify(
        names.map(function (name) {
          return row[name] === undefined ? null : row[name]
        }),
      )
    }
  }

  function needsOne(one, other, rule) {
    return function (row) {
      return row[one] === undefined && row[other] === undefined ? [rule] : []
    }
  }

  function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  }

  function partnerProblems(row) {
    var problems = []
    // A line break after the terminator is for readers of the file.
    var given = Object.values(row.delimiters || {})
      .filter(Boolean)
      .map(function (text) {
        return text[0]
      })
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

  window.ediLoop = Object.assign(window.ediLoop || {}, {
    partnerSections: sections,
    partnerPath: { at: at, put: put },
    freshRow: freshRow,
  })
})()
