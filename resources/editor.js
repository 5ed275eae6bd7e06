/** What the edit dialogs share: rules for settings, calls to the admin API, state lines. The dialogs themselves are in nodes/*.html. */
;(function () {
  'use strict'

  /** A whole number within bounds, both included; text or number. */
  function isWholeNumber(value, from, to) {
    return /^\d+$/.test(String(value).trim()) && Number(value) >= from && Number(value) <= to
  }

  /** Nothing, or a number without a sign that may have a fraction. */
  function isFigure(value) {
    return !value || isVariable(value) || /^\s*\d{1,9}(\.\d{1,9})?\s*$/.test(String(value))
  }

  /** Some of a list, each once. */
  function isPartOf(chosen, all) {
    return (
      Array.isArray(chosen) &&
      new Set(chosen).size === chosen.length &&
      chosen.every(function (one) {
        return all.includes(one)
      })
    )
  }

  /** Settings that a node of an earlier version does not have yet show what a new one starts with, as the runtime reads them. */
  function fillMissing(node, names) {
    names.forEach(function (name) {
      if (node[name] === undefined) $('#node-input-' + name).val(node._def.defaults[name].value)
    })
  }

  /** A chosen configuration node that exists. One that has faults of its own is reported there, and again by whoever uses it. */
  function isUsable(id) {
    var chosen = id && id !== '_ADD_' ? RED.nodes.node(id) : null
    return Boolean(chosen) && chosen.valid !== false
  }

  function isFilled(value) {
    return typeof value === 'string' && value.trim() !== ''
  }

  /** Reads a `${NAME}` or `$(NAME)` that Node-RED replaces when it starts the flows. */
  function isVariable(value) {
    return /^\$(\{[A-Za-z_]\w*\}|\([A-Za-z_]\w*\))$/.test(String(value))
  }

  /** An address that keeps tokens from travelling in the clear: https, or http to this machine. */
  function isSafeAddress(address) {
    return /^(https:\/\/[^\s?#]+|http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(\/[^\s?#]*)?)$/.test(String(address))
  }

  /** A path of Exact Online's API after the division number: `service/Entity`, with `sync`, `bulk` or `read` before it where it has that. */
  function isResource(path) {
    return /^\w+(\/\w+){1,2}$/.test(String(path).trim())
  }

  /** Statuses that a fetched order may have; not looked at where all orders are fetched, or something else. */
  function isOrderStatuses(node, name, statuses) {
    var box = inDialog === node.id ? $('#node-input-approvedOnly') : $()
    var only = box.length ? box.prop('checked') : node.approvedOnly
    if (statuses === undefined || !only) return true
    var known = name === 'approvalStatuses' ? ['0', '1', '2'] : ['10', '20', '30'].concat(name === 'orderStatuses' ? [] : ['40'])
    return isPartOf(statuses, known) && statuses.length > 0
  }

  /** A day or moment of a report, where its period asks for one; what comes with the message shows when it comes. */
  function isReportDay(node, name, day) {
    if (settingOf(node, 'period', 'node-input-period') !== 'days') return true
    if (settingOf(node, name + 'Type', 'node-input-' + name + 'Type') !== 'str') return true
    return isVariable(day) || /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T.+(Z|[+-]\d{2}:\d{2}))?$/.test(String(day).trim())
  }

  var inDialog

  /** Names the node whose dialog is open, so that a rule about two settings sees what is on the screen and not what was stored. */
  function opens(node) {
    inDialog = node.id
  }

  /** A setting of a node: from its dialog where that is open, else as stored. `input` is the id of its field. */
  function settingOf(node, name, input) {
    var field = inDialog === node.id ? $('#' + input) : $()
    return field.length ? field.val() : node[name]
  }

  /** True once the runtime knows the node, which is when its routes can be asked about it. */
  function isDeployed(id) {
    return (RED.nodes.originalFlow() || []).some(function (node) {
      return node.id === id
    })
  }

  /**
   * Calls a route of this package under the admin API. Relative, so that it follows the editor's own address; the editor adds the
   * bearer token.
   * @returns a promise of the answer, rejected with `{code, message}`
   */
  function call(method, path, body) {
    return new Promise(function (resolve, reject) {
      $.ajax({
        url: 'edi-loop/' + path,
        method: method,
        contentType: body === undefined ? undefined : 'application/json',
        data: body === undefined ? undefined : JSON.stringify(body),
        dataType: 'json',
      })
        .done(resolve)
        .fail(function (answer) {
          var problem = answer.responseJSON || {}
          reject({ code: problem.code || String(answer.status), message: problem.message || answer.statusText || '' })
        })
    })
  }

  /** Shows a sentence in a state line. `mood`: '' while something runs, 'good', 'warn' or 'bad'. */
  function say(element, mood, sentence) {
    var icons = { good: 'fa-check-circle', warn: 'fa-exclamation-triangle', bad: 'fa-times-circle', '': 'fa-circle-o' }
    $(element)
      .removeClass('edi-loop-good edi-loop-warn edi-loop-bad')
      .addClass(mood ? 'edi-loop-' + mood : '')
      .empty()
      .append($('<i aria-hidden="true">').addClass('fa ' + icons[mood]), $('<span>').text(' ' + sentence))
      .show()
  }

  /** Runs work with its button switched off, so that a second press starts nothing. */
  function whileBusy(button, work) {
    $(button).prop('disabled', true)
    var back = function () {
      $(button).prop('disabled', false)
    }
    return work().then(back, back)
  }

  /**
   * Tabs that the keyboard reaches too; the editor's own answer to the mouse alone. Buttons in `list` name their pane in
   * `aria-controls`.
   * @param leave asked with the id of the pane that is left and the one that is wanted; `false` keeps things as they are
   * @returns a function that shows a pane by id
   */
  function tabs(list, leave) {
    var buttons = $(list).children('button')
    var shown

    function show(id) {
      if (shown !== undefined && leave(shown, id) === false) return
      shown = id
      buttons.each(function () {
        var own = $(this).attr('aria-controls')
        $(this).attr({ 'aria-selected': own === id, tabindex: own === id ? 0 : -1 })
        $('#' + own).toggle(own === id)
      })
    }

    buttons.on('click', function () {
      show($(this).attr('aria-controls'))
    })
    buttons.on('keydown', function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (!step) return
      event.preventDefault()
      var next = buttons.eq((buttons.index(this) + step + buttons.length) % buttons.length)
      show(next.attr('aria-controls'))
      buttons.filter('[tabindex=0]').trigger('focus')
    })
    return show
  }

  window.ediLoop = Object.assign(window.ediLoop || {}, {
    isFigure: isFigure,
    isPartOf: isPartOf,
    fillMissing: fillMissing,
    isWholeNumber: isWholeNumber,
    isUsable: isUsable,
    isFilled: isFilled,
    isVariable: isVariable,
    isSafeAddress: isSafeAddress,
    isResource: isResource,
    isReportDay: isReportDay,
    isOrderStatuses: isOrderStatuses,
    opens: opens,
    settingOf: settingOf,
    isDeployed: isDeployed,
    call: call,
    say: say,
    whileBusy: whileBusy,
    tabs: tabs,
  })
})()
