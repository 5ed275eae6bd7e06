/** The part of the edi-map dialog that shows what overrides make of a stored document. */
;(function () {
  'use strict'
  var loop = (window.ediLoop = window.ediLoop || {})
  var maps = [
    'exact-to-purchase-order',
    'purchase-order-to-850',
    '855-to-order-confirmation',
    '865-to-order-confirmation',
    '856-to-ship-notice',
    '810-to-invoice',
  ]

  function isOverridable(map) {
    return maps.includes(String(map))
  }

  /** `true`, or what is wrong in words. The expressions themselves are looked at by the runtime, when they are tried or deployed. */
  function overridesFault(json, say) {
    if (!json || !json.trim()) return true
    var place = loop.jsonPlace(json)
    if (place) return say('error.overrides-json', place)
    var overrides = JSON.parse(json)
    return (Array.isArray(overrides) && overrides.every(isOverride)) || say('error.overrides-list')
  }

  function isOverride(override) {
    return Boolean(override) && isOverridable(override.map) && loop.isFilled(override.why) && loop.isFilled(override.expression)
  }

  /** Brings the preview of the dialog to life. */
  function mapOverrides(node) {
    var documents = $('#edi-loop-map-document')
    var state = $('#edi-loop-map-state')
    var table = $('#edi-loop-map-differences')
    var path = 'maps/' + encodeURIComponent(node.id) + '/'

    function option(value, words) {
      return $('<option>').val(value).text(words)
    }

    function only(words) {
      documents.empty().append(option('', words))
      $('#edi-loop-map-try').prop('disabled', true)
    }

    if (!loop.isDeployed(node.id)) only(node._('preview.deploy'))
    else
      loop.call('GET', path + 'documents').then(
        function (found) {
          if (!found.documents.length) return only(node._('preview.none'))
          documents.empty().append(
            found.documents.map(function (one) {
              return option(one.id, [one.subject, one.partner, one.state].filter(Boolean).join(' · '))
            }),
          )
        },
        function (problem) {
          only(problem.message)
        },
      )

    function show(preview) {
      var changes = preview.differences
      loop.say(state, 'good', changes.length ? node._('preview.changed', { count: changes.length }) : node._('preview.same'))
      table
        .toggle(changes.length > 0)
        .find('tbody')
        .empty()
        .append(
          changes.map(function (one) {
            return $('<tr>').append($('<th scope="row">').text(one.field), $('<td>').text(one.before || ''), $('<td>').text(one.after || ''))
          }),
        )
    }

    $('#edi-loop-map-try').on('click', function () {
      loop.whileBusy(this, function () {
        table.hide()
        loop.say(state, '', node._('preview.trying'))
        return loop
          .call('POST', path + 'preview', { overrides: $('#node-input-overrides').val(), document: documents.val() })
          .then(show, function (problem) {
            loop.say(state, 'bad', problem.message)
          })
      })
    })
  }

  Object.assign(loop, { isOverridable: isOverridable, overridesFault: overridesFault, mapOverrides: mapOverrides })
})()
