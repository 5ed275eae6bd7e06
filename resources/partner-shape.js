/**
 * What a supplier directory consists of, as the edi-partners dialog shows and checks it: the same rules as
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
        { path: 'change', choices: ['replace-850'], fresh: 'replace-850' },
        { path: 'acknowledge', choices: ['never', 'always', 'on-error'], fresh: 'never' },
        { path: 'acknowledgmentDeadlineHours', rule: 'hours', fresh: 24 },
        { path: 'taxRate', choices: ['percent', 'fraction'], fresh: 'percent' },
        { path: 'tolerances.pricePercent', rule: 'figure', fresh: '0' },
        { path: 'tolerances.dateDays', rule: 'days', fresh: 0 },
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

  /**
   * The directory of a JSON text with every list present, ready to be shown as tables.
   * @returns `{directory}`, or `{fault}` as the key of a message with its `values`
   */
  function readDirectory(text) {
    var directory
    try {
      directory = String(text).trim() === '' ? {} : JSON.parse(text)
    } catch {
      return { fault: 'json', values: window.ediLoop.jsonPlace(String(text)) }
    }
    if (!isRecord(directory)) return { fault: 'not-object' }
    if (directory.crossReferences === undefined) directory.crossReferences = {}
    if (!isRecord(directory.crossReferences)) return { fault: 'not-object' }
    for (var section of sections) {
      if (at(directory, section.path) === undefined) put(directory, section.path, [])
      var rows = at(directory, section.path)
      if (!Array.isArray(rows) || !rows.every(isRecord)) return { fault: 'not-list', values: { section: section.path } }
    }
    return { directory: directory }
  }

  /**
   * Everything wrong with a directory text, in plain words; none when it is sound.
   * @param say translates a key of the edi-partners catalogue
   */
  function directoryProblems(text, say) {
    var read = readDirectory(text)
    if (read.fault) return [say('fault.' + read.fault, read.values)]
    var problems = strangers(text, say)
    sections.forEach(function (section) {
      var seen = new Set()
      at(read.directory, section.path).forEach(function (row, n) {
        var place = { section: say('section.' + section.path), row: n + 1 }
        rowProblems(section, row).forEach(function (found) {
          problems.push(
            found.column
              ? say('problem.field', Object.assign({ field: say('column.' + found.column), words: say('rule.' + found.rule, { name: found.name }) }, place))
              : say('problem.row', Object.assign({ words: say('rule.' + found.rule) }, place)),
          )
        })
        if (seen.has(section.key(row))) problems.push(say('problem.row', Object.assign({ words: say('rule.twice') }, place)))
        seen.add(section.key(row))
      })
    })
    return problems.length ? problems : partnersApart(read.directory.partners, say)
  }

  function rowProblems(section, row) {
    var found = []
    section.columns.forEach(function (column) {
      var value = at(row, column.path)
      if (value === undefined ? !column.optional : !fits(column, value)) {
        found.push({ column: column.path, rule: column.choices ? 'choice' : column.rule })
      }
    })
    Object.keys(row).forEach(function (name) {
      var own = section.columns.filter(function (column) {
        return column.path.split('.')[0] === name
      })
      var inside = own.length && own[0].path.includes('.') ? Object.keys(row[name] || {}) : []
      var unknown = inside.filter(function (inner) {
        return !own.some(function (column) {
          return column.path === name + '.' + inner
        })
      })
      if (!own.length) unknown = [name]
      unknown.forEach(function (stranger) {
        found.push({ column: 'unknown', rule: 'unknown', name: stranger })
      })
    })
    if (!found.length && section.more) {
      section.more(row).forEach(function (rule) {
        found.push({ rule: rule })
      })
    }
    return found
  }

  function fits(column, value) {
    return column.choices ? column.choices.includes(value) : rules[column.rule](value)
  }

  /** Parts that nobody knows, and parts that are missing. An empty text is an empty directory. */
  function strangers(text, say) {
    if (String(text).trim() === '') return []
    var directory = JSON.parse(text)
    var known = { '': ['companies', 'partners', 'crossReferences'], crossReferences: ['units', 'costCentres', 'taxes', 'charges', 'booking'] }
    return ['', 'crossReferences'].flatMap(function (path) {
      var part = path ? directory[path] || {} : directory
      return Object.keys(part)
        .filter(function (name) {
          return !known[path].includes(name)
        })
        .map(function (name) {
          return say('rule.unknown', { name: name })
        })
        .concat(
          known[path]
            .filter(function (name) {
              return part[name] === undefined
            })
            .map(function (name) {
              return say('rule.missing', { name: name })
            }),
        )
    })
  }

  /** No two partners may answer to the same sender, or be the same account of a division. */
  function partnersApart(partners, say) {
    var senders = new Map()
    var accounts = new Map()
    var problems = []
    partners.forEach(function (partner) {
      var sender = [partner.interchange.qualifier, partner.interchange.id, partner.usage].join(' ')
      if (senders.has(sender)) problems.push(say('problem.sender', { key: partner.key, earlier: senders.get(sender), sender: sender }))
      else senders.set(sender, partner.key)
      partner.accounts.forEach(function (account) {
        var name = account.division + ' ' + account.code
        if (accounts.has(name)) problems.push(say('problem.account', { key: partner.key, earlier: accounts.get(name), account: name }))
        else accounts.set(name, partner.key)
      })
    })
    return problems
  }

  /** `true`, or the first fault in words: what a setting's rule returns. */
  function directoryFault(text, say) {
    var problems = directoryProblems(text, say)
    if (!problems.length) return true
    return problems.length === 1 ? problems[0] : say('problem.first', { problem: problems[0], more: problems.length - 1 })
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

  window.ediLoop = Object.assign(window.ediLoop || {}, {
    partnerSections: sections,
    readDirectory: readDirectory,
    directoryProblems: directoryProblems,
    directoryFault: directoryFault,
    rowProblems: rowProblems,
    freshRow: freshRow,
    partnerField: { at: at, put: put, shown: shown, typed: typed },
  })
})()
