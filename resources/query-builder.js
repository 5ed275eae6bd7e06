/** The part of the exact-online-fetch dialog that writes a query: conditions with literals of the right type, fields, order. */
;(function () {
  'use strict'

  var operators = {
    text: ['eq', 'ne', 'startswith', 'contains'],
    number: ['eq', 'ne', 'gt', 'ge', 'lt', 'le'],
    int64: ['eq', 'gt', 'ge', 'lt', 'le'],
    moment: ['ge', 'gt', 'le', 'lt', 'eq'],
    guid: ['eq', 'ne'],
    flag: ['eq'],
  }

  /** Each writes a value as OData does, or gives undefined for a value that is none of its kind. */
  var literals = {
    text: function (value) {
      return "'" + value.replace(/'/g, "''") + "'"
    },
    number: function (value) {
      return /^-?\d+(\.\d+)?$/.test(value) ? value : undefined
    },
    int64: function (value) {
      return /^\d+$/.test(value) ? value + 'L' : undefined
    },
    moment: function (value) {
      var parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?)?$/.exec(value)
      if (!parts || Number.isNaN(Date.parse(parts[1] + 'T00:00:00Z'))) return undefined
      return "datetime'" + parts[1] + 'T' + (parts[2] || '00:00') + (parts[3] || ':00') + "'"
    },
    guid: function (value) {
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? "guid'" + value.toLowerCase() + "'" : undefined
    },
    flag: function (value) {
      return value === 'true' || value === 'false' ? value : undefined
    },
  }

  /** Codes are stored with spaces around them, and a comparison takes all of it. */
  function isPadded(path, name) {
    if (name === 'Code') return /(Accounts|Contacts|VATCodes|Units)$/.test(path)
    return /^(SupplierCode|AccountCode|Country|VATCode|PurchaseVATCode|Unit|PurchaseUnit)$/.test(name)
  }

  /**
   * One condition of a filter, such as `OrderDate ge datetime'2026-01-15T00:00:00'`.
   * @returns undefined when the value is not of the property's kind
   */
  function condition(path, property, operator, value) {
    var text = String(value).trim()
    var literal = text === '' ? undefined : literals[property.kind](text)
    if (literal === undefined) return undefined
    var name = isPadded(path, property.name) ? 'trim(' + property.name + ')' : property.name
    if (operator === 'startswith') return 'startswith(' + name + ',' + literal + ')'
    if (operator === 'contains') return 'substringof(' + literal + ',' + name + ')'
    return name + ' ' + operator + ' ' + literal
  }

  /** Puts a word at the end of a list with commas. */
  function withWord(list, word) {
    var words = String(list).split(',').map(function (part) { return part.trim() }).filter(Boolean)
    return words.indexOf(word) < 0 ? words.concat(word).join(', ') : words.join(', ')
  }

  /** Brings the query part of the dialog to life. */
  function queryBuilder(node) {
    var input = function (name) { return $('#node-input-' + name) }
    var property = $('#edi-loop-condition-property')
    var operator = $('#edi-loop-condition-operator')
    var value = $('#edi-loop-condition-value')
    var problem = $('#edi-loop-condition-problem')
    var resources = []

    function current() {
      return resources.find(function (each) { return each.path === String(input('resource').val()).trim() })
    }

    function chosen() {
      var known = current()
      return known && known.properties.find(function (each) { return each.name === property.val() })
    }

    function options(select, names, words) {
      select.empty().append(names.map(function (name) { return $('<option>').val(name).text(words ? words(name) : name) }))
    }

    function showOperators() {
      var found = chosen()
      options(operator, found ? operators[found.kind] : [], function (name) { return node._('operator.' + name) })
      value.attr('placeholder', found ? node._('placeholder.' + found.kind) : '')
      problem.hide()
    }

    function showResource() {
      var known = current()
      var names = known ? known.properties.map(function (each) { return each.name }) : []
      options(property, names)
      options($('#edi-loop-select-more'), [''].concat(names, known && known.lines ? [known.lines] : []), function (name) {
        return name || node._('label.add')
      })
      $('#edi-loop-condition, #edi-loop-select-more').toggle(Boolean(known))
      $('#node-input-delta option[value=sync]').prop('disabled', Boolean(known) && known.changes !== 'sync')
      $('#edi-loop-no-feed').toggle(Boolean(known) && known.changes !== 'sync')
      showOperators()
      showOwn()
    }

    function isRaw() {
      return $('#edi-loop-query-as').val() === 'text'
    }

    /** Whether the query is the user's own, which is read whole each time. */
    function showOwn() {
      var fields = isRaw() ? ['raw'] : ['select', 'filter', 'expand', 'orderBy', 'top']
      var own = fields.some(function (name) { return window.ediLoop.isFilled(input(name).val()) })
      var known = current()
      $('#edi-loop-own-query').toggle(own)
      input('delta').closest('.form-row').toggle(!own)
      input('deletedEvery').closest('.form-row').toggle(!own && Boolean(known && known.tellsDeletions) && input('delta').val() !== 'none')
    }

    function addCondition() {
      var found = chosen()
      var text = found && condition(current().path, found, operator.val(), value.val())
      problem.toggle(text === undefined)
      if (text === undefined) return value.trigger('focus')
      var before = String(input('filter').val()).trim()
      input('filter').val(before ? before + ' and ' + text : text).trigger('change')
      value.val('')
    }

    $('#edi-loop-query-as').val(window.ediLoop.isFilled(node.raw) ? 'text' : 'fields').on('change', function () {
      $('#edi-loop-query-fields').toggle(!isRaw())
      $('#edi-loop-query-text').toggle(isRaw())
      showOwn()
    }).trigger('change')
    $('#edi-loop-query').prop('open', ['select', 'filter', 'expand', 'orderBy', 'top', 'raw'].some(function (name) {
      return window.ediLoop.isFilled(String(node[name] || ''))
    }))
    property.on('change', showOperators)
    $('#edi-loop-condition-add').on('click', addCondition)
    $('#edi-loop-select-more').on('change', function () {
      if ($(this).val()) input('select').val(withWord(input('select').val(), $(this).val())).trigger('change')
      $(this).val('')
    })
    input('resource').on('input change', showResource)
    $('#node-input-select, #node-input-filter, #node-input-expand, #node-input-orderBy, #node-input-top, #node-input-raw, #node-input-delta').on('input change', showOwn)
    showResource()
    // Without an answer everything can still be typed.
    window.ediLoop.call('GET', 'exact/resources').then(function (found) {
      resources = found.resources
      showResource()
    }, showResource)
  }

  /** The query is kept as it was written last: as text, or in fields. */
  function keepQuery() {
    if ($('#edi-loop-query-as').val() !== 'text') $('#node-input-raw').val('')
  }

  window.ediLoop = Object.assign(window.ediLoop || {}, {
    condition: condition,
    withWord: withWord,
    queryBuilder: queryBuilder,
    keepQuery: keepQuery,
  })
})()
