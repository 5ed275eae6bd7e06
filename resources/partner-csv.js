/** The tables of a supplier directory as CSV, so that forty suppliers can be filled in with a spreadsheet. Nothing here touches the page. */
;(function () {
  'use strict'
  var loop = (window.ediLoop = window.ediLoop || {})

  /** With semicolons, as spreadsheets of countries with decimal commas open it at once; the first line names the columns. */
  function toCsv(section, rows) {
    var head = section.columns.map(function (column) {
      return column.path
    })
    var lines = rows.map(function (row) {
      return section.columns.map(function (column) {
        return loop.partnerField.shown(column, loop.partnerPath.at(row, column.path))
      })
    })
    return (
      '\ufeff' +
      [head]
        .concat(lines)
        .map(function (cells) {
          return cells.map(quoted).join(';') + '\r\n'
        })
        .join('')
    )
  }

  /**
   * The rows of a CSV file. Columns are named as `toCsv` does or as the dialog does, in any order; what the file leaves out keeps what
   * the row with the same key has in `known`, or is as in a new row.
   * @param say translates a key of the edi-partners catalogue
   * @returns `{rows, problems}`: problems name the row as a spreadsheet counts it, and the column; with any of them nothing is to be taken
   */
  function fromCsv(section, text, known, say) {
    var records = recordsOf(text)
    var head = (records.shift() || []).map(function (name) {
      return name.trim()
    })
    var columns = head.map(function (name) {
      return columnOf(section, name, say)
    })
    var problems = headProblems(section, head, columns, say)
    if (problems.length) return { rows: [], problems: problems }
    var saysAgain = loop.repeats(section)
    var rows = []
    records.forEach(function (cells, n) {
      if (cells.join('').trim() === '') return
      var row = rowOf(section, columns, cells, known)
      var place = { row: n + 2 }
      if (cells.length > head.length && cells.slice(head.length).join('').trim() !== '')
        problems.push(say('csv.row', Object.assign({ words: say('csv.too-many') }, place)))
      loop.rowProblems(section, row).forEach(function (found) {
        var words = say('rule.' + found.rule, { name: found.name })
        problems.push(
          found.column
            ? say('csv.field', Object.assign({ field: say('column.' + loop.partnerField.nameOf(found.column)), words: words }, place))
            : say('csv.row', Object.assign({ words: words }, place)),
        )
      })
      if (saysAgain(row)) problems.push(say('csv.row', Object.assign({ words: say('rule.twice') }, place)))
      rows.push(row)
    })
    return { rows: rows, problems: problems }
  }

  function rowOf(section, columns, cells, known) {
    var given = {}
    columns.forEach(function (column, n) {
      loop.partnerPath.put(given, column.path, loop.partnerField.typed(column, cells[n] === undefined ? '' : cells[n]))
    })
    var before = known.filter(function (row) {
      return section.key(row) === section.key(given)
    })
    var base = before.length === 1 ? before[0] : loop.freshRow(section)
    var row = {}
    section.columns.forEach(function (column) {
      var from = columns.includes(column) ? given : base
      var value = loop.partnerPath.at(from, column.path)
      if (value !== undefined) loop.partnerPath.put(row, column.path, JSON.parse(JSON.stringify(value)))
    })
    return row
  }

  function columnOf(section, name, say) {
    var wanted = name.toLowerCase()
    return section.columns.find(function (column) {
      return column.path.toLowerCase() === wanted || say('column.' + loop.partnerField.nameOf(column)).toLowerCase() === wanted
    })
  }

  function headProblems(section, head, columns, say) {
    var names = section.columns.map(function (column) {
      return column.path
    })
    if (head.join('') === '') return [say('csv.empty', { names: names.join(', ') })]
    return head.flatMap(function (name, n) {
      if (!columns[n]) return [say('csv.unknown', { name: name, names: names.join(', ') })]
      return columns.indexOf(columns[n]) < n ? [say('csv.column-twice', { name: name })] : []
    })
  }

  /** Cells by line: separated as the first line is, with quotes around what holds a separator, a quote or a line end. */
  function recordsOf(text) {
    var rest = text.replace(/^\ufeff/, '')
    var first = rest.split(/\r?\n/, 1)[0]
    var separator = [';', ',', '\t'].reduce(function (best, one) {
      return first.split(one).length > first.split(best).length ? one : best
    })
    var cell = new RegExp('(?:"((?:[^"]|"")*)"([^' + separator + '\\r\\n]*)|([^' + separator + '\\r\\n]*))(' + separator + '|\\r\\n|\\n|\\r|$)', 'y')
    var records = []
    var cells = []
    while (cell.lastIndex < rest.length) {
      var found = cell.exec(rest)
      cells.push(found[1] === undefined ? found[3] : found[1].replace(/""/g, '"') + found[2])
      if (found[4] === separator) {
        // A separator at the very end is followed by one more cell, which is empty.
        if (cell.lastIndex === rest.length) cells.push('')
        continue
      }
      records.push(cells)
      cells = []
    }
    if (cells.length) records.push(cells)
    return records
  }

  function quoted(cell) {
    return /[";,\t\r\n]|^\s|\s$/.test(cell) ? '"' + cell.replace(/"/g, '""') + '"' : cell
  }

  Object.assign(loop, { partnerCsv: { write: toCsv, read: fromCsv } })
})()
