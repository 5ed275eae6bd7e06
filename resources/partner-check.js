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
      if (loop.partnerPath.at(directory, section.path) === undefined) loop.partnerPath.put(directory, section.path, [])
      var rows = loop.partnerPath.at(directory, section.path)
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
      var saysAgain = repeats(section)
      loop.partnerPath.at(read.directory, section.path).forEach(function (row, n) {
        var place = { section: say('section.' + section.path), row: n + 1 }
        rowProblems(section, row).forEach(function (found) {
          problems.push(
            found.column
              ? say('problem.field', Object.assign({ field: say('column.' + loop.partnerField.nameOf(found.column)), words: say('rule.' + found.rule, { name: found.name }) }, place))
              : say('problem.row', Object.assign({ words: say('rule.' + found.rule) }, place)),
          )
        })
        if (saysAgain(row)) problems.push(say('problem.row', Object.assign({ words: say('rule.twice') }, place)))
      })
    })
    if (!problems.length) problems = unknownNames(read.directory, say)
    return problems.length ? problems : partnersApart(read.directory.partners, say)
  }

  /** Asked row by row: whether an earlier one says something of the same thing at the same time. */
  function repeats(section) {
    var byKey = new Map()
    return function (row) {
      var key = section.key(row)
      var earlier = byKey.get(key) || []
      byKey.set(key, earlier.concat([row]))
      return earlier.some(function (other) {
        return !(section.dated && (isBefore(other, row) || isBefore(row, other)))
      })
    }
  }

  function isBefore(one, other) {
    return one.until !== undefined && other.from !== undefined && one.until < other.from
  }

  /** What is wrong with one row: `column` and `rule`, or the rule alone where it is between fields. */
  function rowProblems(section, row) {
    var found = []
    section.columns.forEach(function (column) {
      var value = loop.partnerPath.at(row, column.path)
      if (value === undefined ? !column.optional : !loop.partnerField.fits(column, value)) {
        found.push({ column: column, rule: column.choices ? 'choice' : column.rule })
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
        found.push({ column: { path: 'unknown' }, rule: 'unknown', name: stranger })
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
    var known = { '': ['crossReferences'], crossReferences: [] }
    var optional = []
    loop.partnerSections.forEach(function (section) {
      var names = section.path.split('.')
      known[names.length > 1 ? names[0] : ''].push(names[names.length - 1])
      if (section.optional) optional.push(names[names.length - 1])
    })
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
              return part[name] === undefined && !optional.includes(name)
            })
            .map(function (name) {
              return say('rule.missing', { name: name })
            }),
        )
    })
  }

  /** What rows name has to be there: calendars of partners, partners of cross-references. */
  function unknownNames(directory, say) {
    var keys = directory.partners.map(function (partner) {
      return partner.key
    })
    var calendars = directory.calendars.map(function (calendar) {
      return calendar.name
    })
    var lost = directory.partners
      .filter(function (partner) {
        return partner.calendar !== undefined && !calendars.includes(partner.calendar)
      })
      .map(function (partner) {
        return say('problem.calendar-unknown', { key: partner.key, name: partner.calendar })
      })
    return loop.partnerSections.reduce(function (problems, section) {
      if (!section.dated) return problems
      loop.partnerPath.at(directory, section.path).forEach(function (row, n) {
        if (row.partner === undefined || keys.includes(row.partner)) return
        problems.push(say('problem.partner-unknown', { section: say('section.' + section.path), row: n + 1, name: row.partner }))
      })
      return problems
    }, lost)
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
    repeats: repeats,
  })
})()
