/** The edi-partners dialog: one table or card for each part of the directory, and the JSON text behind them. */
;(function () {
  'use strict'

  /**
   * Brings the dialog to life. The text in `#node-config-input-directory` is what is stored; tables and JSON are two views of it.
   */
  function partnerTables(node) {
    var loop = window.ediLoop
    var stored = $('#node-config-input-directory')
    var json = $('#edi-loop-partners-json')
    var state = $('#edi-loop-partners-state')
    var directory = loop.readDirectory('').directory
    var jsonPane = 'edi-loop-pane-json'

    function say() {
      var problems = loop.directoryProblems(stored.val(), node._.bind(node))
      if (!problems.length) return loop.say(state, 'good', counts())
      loop.say(state, 'bad', shortened(problems, 5))
    }

    function counts() {
      return node._('state.sound', { companies: directory.companies.length, partners: directory.partners.length })
    }

    /** After a change in a table: the text follows. */
    function written() {
      stored.val(JSON.stringify(directory, null, 2)).trigger('change')
      say()
    }

    /** After a change of the text: the tables follow, unless it cannot be read. */
    function taken(text) {
      stored.val(text).trigger('change')
      var read = loop.readDirectory(text)
      if (read.directory) directory = read.directory
      say()
      return Boolean(read.directory)
    }

    function build() {
      loop.partnerSections.forEach(function (section) {
        fill(section)
      })
    }

    function fill(section) {
      table(node, section, loop.partnerPath.at(directory, section.path), function (rows) {
        loop.partnerPath.put(directory, section.path, rows)
        written()
      })
    }

    /** A CSV file becomes the table, all of it or, with anything wrong in it, nothing. */
    function takeCsv(section, text) {
      var read = loop.partnerCsv.read(section, text, loop.partnerPath.at(directory, section.path), node._.bind(node))
      if (read.problems.length) return loop.say(state, 'bad', node._('csv.refused') + '\n' + shortened(read.problems, 20))
      loop.partnerPath.put(directory, section.path, read.rows)
      fill(section)
      written()
    }

    function shortened(problems, most) {
      var first = problems.slice(0, most).join('\n')
      return problems.length > most ? first + '\n' + node._('problem.more', { more: problems.length - most }) : first
    }

    loop.partnerSections.forEach(function (section) {
      var name = section.path.split('.').pop()
      var file = $('<input type="file" accept=".csv,text/csv" style="display: none">').attr({ id: 'edi-loop-csv-' + name, 'aria-label': node._('button.import-csv') })
      file.on('change', function () {
        if (!this.files[0]) return
        this.files[0].text().then(function (text) {
          takeCsv(section, text)
        })
        this.value = ''
      })
      $('#edi-loop-table-' + name).before(
        $('<div class="edi-loop-actions">').append(
          button('fa-upload', node._('button.import-csv'), function () {
            file.trigger('click')
          }),
          button('fa-download', node._('button.export-csv'), function () {
            save(loop.partnerCsv.write(section, loop.partnerPath.at(directory, section.path)), 'text/csv', name + '.csv')
          }),
          file,
        ),
      )
    })

    function button(icon, words, press) {
      return $('<button type="button" class="red-ui-button red-ui-button-small">')
        .append($('<i aria-hidden="true">').addClass('fa ' + icon), $('<span>').text(' ' + words))
        .on('click', press)
    }

    var show = loop.tabs('#edi-loop-partners-tabs', function (from, to) {
      // The tables cannot show what cannot be read, and showing older rows would lose what was typed.
      if (from === jsonPane && to !== from && !loop.readDirectory(stored.val()).directory) return false
      if (to === jsonPane) json.val(laidOut(stored.val()))
      else if (from === jsonPane) build()
    })
    var readable = taken(stored.val())
    build()
    json.val(laidOut(stored.val()))
    show(readable ? 'edi-loop-pane-companies' : jsonPane)

    json.on('input', function () {
      taken(json.val())
    })
    $('#edi-loop-partners-export').on('click', function () {
      save(laidOut(stored.val()) || JSON.stringify(directory, null, 2), 'application/json', 'partners.json')
    })
    $('#edi-loop-partners-import').on('click', function () {
      $('#edi-loop-partners-file').trigger('click')
    })
    $('#edi-loop-partners-file').on('change', function () {
      var file = this.files[0]
      if (!file) return
      file.text().then(function (text) {
        if (taken(text)) build()
        else show(jsonPane)
        json.val(text)
      })
      this.value = ''
    })
  }

  function save(text, type, name) {
    var link = $('<a>')
      .attr({ href: URL.createObjectURL(new Blob([text], { type: type })), download: name })
      .appendTo(document.body)
    link[0].click()
    URL.revokeObjectURL(link.attr('href'))
    link.remove()
  }

  /** A text with line breaks and indents where it is JSON; as it is where it is not. */
  function laidOut(text) {
    return window.ediLoop.jsonPlace(text) ? text : JSON.stringify(JSON.parse(text), null, 2)
  }

  /** One section as an editable list; `changed` is told all rows after each change. */
  function table(node, section, rows, changed) {
    var place = $('#edi-loop-table-' + section.path.split('.').pop()).empty()
    var list = $('<ol>').appendTo(place)
    var card = section.path === 'partners'
    var building = true

    function collect() {
      if (building) return
      changed(
        list
          .editableList('items')
          .toArray()
          .map(function (item) {
            return item.data('data').row
          }),
      )
    }

    list.editableList({
      header: card ? undefined : heading(node, section),
      addButton: node._('add.' + section.path.split('.').pop()),
      removable: true,
      sortable: false,
      height: 'auto',
      ariaLabel: node._('section.' + section.path),
      addItem: function (container, n, data) {
        if (!data.row) data.row = window.ediLoop.freshRow(section)
        container.data('data', data)
        container.append(card ? cardOf(node, section, data.row, collect, building) : lineOf(node, section, data.row, collect))
        if (!building) container.find('input').first().trigger('focus')
        collect()
      },
      removeItem: collect,
    })
    rows.forEach(function (row) {
      list.editableList('addItem', { row: row })
    })
    building = false
  }

  function heading(node, section) {
    return $('<div class="edi-loop-line" aria-hidden="true">').append(
      section.columns.map(function (column) {
        return $('<span>').addClass(widthOf(column)).text(node._('column.' + window.ediLoop.partnerField.nameOf(column)))
      }),
    )
  }

  function widthOf(column) {
    return column.width ? 'edi-loop-' + column.width : ''
  }

  function lineOf(node, section, row, changed) {
    return $('<div class="edi-loop-line">').append(
      section.columns.map(function (column) {
        return field(node, section, column, row, changed).addClass(widthOf(column)).attr('aria-label', node._('column.' + window.ediLoop.partnerField.nameOf(column)))
      }),
    )
  }

  /** A supplier has too many fields for a line: it folds. */
  function cardOf(node, section, row, changed, folded) {
    var title = $('<summary>')
    function named() {
      var accounts = window.ediLoop.partnerField.shown({ rule: 'accounts' }, row.accounts)
      title.text([row.name || row.key || node._('card.fresh'), accounts].filter(Boolean).join(' · '))
    }
    var fields = section.columns
      .filter(function (column) {
        return !column.choices || column.choices.length > 1
      })
      .map(function (column) {
        var label = $('<label>').toggleClass('edi-loop-whole', Boolean(column.json)).append($('<span>').text(node._('column.' + window.ediLoop.partnerField.nameOf(column))))
        return label.append(
          field(node, section, column, row, function () {
            named()
            changed()
          }),
        )
      })
    named()
    return $('<details class="edi-loop-card">').prop('open', !folded).append(title, $('<div class="edi-loop-grid">').append(fields))
  }

  function field(node, section, column, row, changed) {
    var loop = window.ediLoop
    var input = column.choices ? $('<select>') : column.json ? $('<textarea rows="3" spellcheck="false">') : $('<input type="text">')
    if (column.choices) {
      input.append(
        column.choices.map(function (choice) {
          return $('<option>').val(choice).text(node._('choice.' + (column.name || column.path) + '.' + choice))
        }),
      )
    }
    input.val(loop.partnerField.shown(column, loop.partnerPath.at(row, column.path)))
    // What is left out is the first of the choices.
    if (column.optional && column.choices && input.val() === null) input.val(column.choices[0])
    if (column.optional) input.attr('placeholder', node._('placeholder.' + (column.all ? 'all' : column.others ? 'others' : 'optional')))
    function mark() {
      var wrong = loop.rowProblems(section, row).some(function (found) {
        return found.column === column
      })
      input.toggleClass('input-error', wrong).attr('aria-invalid', wrong)
    }
    input.on(column.choices ? 'change' : 'input', function () {
      loop.partnerPath.put(row, column.path, loop.partnerField.typed(column, input.val()))
      mark()
      changed()
    })
    mark()
    return input
  }

  window.ediLoop = Object.assign(window.ediLoop || {}, { partnerTables: partnerTables })
})()
