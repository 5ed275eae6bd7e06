/** Finds what is wrong with a supplier directory and says it in plain words; what is right is in partner-shape.js. */
;(function () {
  'use strict'
  // Scripts of a page arrive in any order: what the others bring is looked up when it is needed.
  var loop = (window.ediLoop = window.ediLoop || {})

  /**
   * The directory of a JSON text with every list present, ready to be shown as tables.
   * @returns `{directory}`, or `{fault}` as the key of a message with its `values`
   */
  function readDirectory(text) {
    var directory
    try {
      directory = String(text).trim() === '' ? {} : JSON.parse(text)
    } catch {
      return { fault: 'json', values: loop.jsonPlace(String(text)) }
    }
    if (!isRecord(directory)) return { fault: 'not-object' }
    if (directory.crossReferences === undefined) directory.crossReferences = {}
    if (!isRecord(directory.crossReferences)) return { fault: 'not-object' }
    for (var section of loop.partnerSections) {
      if (loop.partnerField.at(directory, section.path) === undefined) loop.partnerField.put(directory, section.path, [])
      var rows = loop.partnerField.at(directory, section.path)
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
    loop.partnerSections.forEach(function (section) {
      var seen = new Set()
      loop.partnerField.at(read.directory, section.path).forEach(function (row, n) {
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
    if (!problems.length) problems = calendarProblems(read.directory, say)
    return problems.length ? problems : partnersApart(read.directory.partners, say)
  }

  function rowProblems(section, row) {
    var found = []
    section.columns.forEach(function (column) {
      var value = loop.partnerField.at(row, column.path)
      if (value === undefined ? !column.optional : !loop.partnerField.fits(column, value)) {
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

  /** Parts that nobody knows, and parts that are missing. An empty text is an empty directory. */
  function strangers(text, say) {
    if (String(text).trim() === '') return []
    var directory = JSON.parse(text)
    var known = { '': ['companies', 'partners', 'crossReferences'], crossReferences: ['units', 'costCentres', 'taxes', 'charges', 'booking'] }
    return ['', 'crossReferences'].flatMap(function (path) {
      var part = path ? directory[path] || {} : directory
      return Object.keys(part)
        .filter(function (name) {
          return !known[path].includes(name) && !(path === '' && name === 'calendars')
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

  /** Calendars are written in the JSON; partners name them. */
  function calendarProblems(directory, say) {
    var calendars = directory.calendars === undefined ? [] : directory.calendars
    if (!Array.isArray(calendars) || !calendars.every(isCalendar)) return [say('problem.calendar')]
    var names = calendars.map(function (calendar) {
      return calendar.name
    })
    if (new Set(names).size < names.length) return [say('problem.calendar')]
    return directory.partners
      .filter(function (partner) {
        return partner.calendar !== undefined && !names.includes(partner.calendar)
      })
      .map(function (partner) {
        return say('problem.calendar-unknown', { key: partner.key, name: partner.calendar })
      })
  }

  function isCalendar(calendar) {
    var time = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/
    var days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
    return (
      isRecord(calendar) &&
      Object.keys(calendar).sort().join() === 'days,from,holidays,name,timeZone,to' &&
      /^\S(.*\S)?$/.test(calendar.name) &&
      isTimeZone(calendar.timeZone) &&
      Array.isArray(calendar.days) &&
      calendar.days.length > 0 &&
      calendar.days.every(function (day) {
        return days.includes(day)
      }) &&
      time.test(calendar.from) &&
      time.test(calendar.to) &&
      calendar.from < calendar.to &&
      Array.isArray(calendar.holidays) &&
      calendar.holidays.every(function (date) {
        return /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(date)
      })
    )
  }

  function isTimeZone(name) {
    try {
      return typeof name === 'string' && name !== '' && !!new Intl.DateTimeFormat('en', { timeZone: name })
    } catch {
      return false
    }
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

  function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  }

  Object.assign(loop, {
    readDirectory: readDirectory,
    directoryProblems: directoryProblems,
    directoryFault: directoryFault,
    rowProblems: rowProblems,
  })
})()
