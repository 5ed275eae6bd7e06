/** The part of the exact-online-account dialog that signs in: state line, pop-up, pasted address, test, disconnect. */
;(function () {
  'use strict'
  var prefix = '#node-config-input-'

  /** Where Exact Online sends the browser back to, as this browser sees the editor; a reverse proxy is therefore included. */
  function callbackAddress(place) {
    return place.origin + place.pathname.replace(/[^/]*$/, '') + 'edi-loop/exact/callback'
  }

  function redirectAddress() {
    return String($(prefix + 'redirectUri').val() || '').trim() || callbackAddress(window.location)
  }

  function moment(iso) {
    var date = iso ? new Date(iso) : null
    return date && !Number.isNaN(date.getTime()) ? date.toLocaleString() : ''
  }

  /**
   * Brings the sign-in part of the dialog to life.
   * @returns a function that ends it; call it when the dialog closes
   */
  function signIn(node) {
    var loop = window.ediLoop
    var state = $('#edi-loop-exact-state')
    var path = 'exact/' + encodeURIComponent(node.id) + '/'
    var buttons = $('#edi-loop-exact-sign-in, #edi-loop-exact-test, #edi-loop-exact-disconnect, #edi-loop-exact-paste')
    var open = true
    var pending = false

    function failed(problem) {
      if (!open) return
      if (problem.code === 'deploy-first') loop.say(state, 'warn', node._('state.deploy-first'))
      else loop.say(state, 'bad', problem.message || node._('state.no-answer', { code: problem.code }))
    }

    function showState(found) {
      if (!open) return
      if (!found.signedIn) return loop.say(state, 'warn', found.message || node._('state.signed-out'))
      pending = false
      if (found.message) return loop.say(state, 'warn', found.message)
      var since = moment(found.since)
      var until = moment(found.refreshBefore)
      var words = since ? node._('state.signed-in-since', { since: since }) : node._('state.signed-in')
      loop.say(state, found.endsSoon ? 'warn' : 'good', until ? words + ' ' + node._('state.lasts-until', { until: until }) : words)
    }

    function refresh() {
      return loop.call('GET', path + 'state').then(showState, failed)
    }

    /** The runtime signs in with what it knows, so settings that it does not know yet would be left out without a word. */
    function differs() {
      var typed = ['region', 'baseUrl', 'clientId'].some(function (name) {
        var known = name === 'clientId' ? (node.credentials || {}).clientId : node[name]
        return $(prefix + name).val() !== String(known || '')
      })
      return node.changed || typed || $(prefix + 'clientSecret').val() !== '__PWRD__'
    }

    function start() {
      if (differs()) return Promise.resolve(loop.say(state, 'warn', node._('state.deploy-changes')))
      // Opened inside the click, before the answer is there: browsers block windows that open later.
      var popup = window.open('', 'edi-loop-exact-' + node.id, 'width=560,height=720')
      loop.say(state, '', node._('state.starting'))
      return loop
        .call('POST', path + 'sign-in', { redirectUri: redirectAddress() })
        .then(
          function (answer) {
            pending = true
            if (popup) popup.location.href = answer.url
            loop.say(state, '', popup ? node._('state.waiting') : node._('state.blocked'))
            if (!popup) state.append(' ', $('<a target="_blank">').attr('href', answer.url).text(node._('state.open-here')))
          },
          function (problem) {
            if (popup) popup.close()
            failed(problem)
          },
        )
    }

    function test() {
      loop.say(state, '', node._('state.testing'))
      $('#edi-loop-exact-divisions, #edi-loop-exact-missing').empty()
      $('#edi-loop-exact-rights').hide()
      return loop.call('POST', path + 'test').then(function (found) {
        if (!open) return
        if (!found.signedIn) return loop.say(state, 'warn', node._('state.signed-out'))
        loop.say(state, 'good', node._('state.tested', { user: found.user, company: found.company }))
        $('#edi-loop-exact-divisions').append(
          (found.divisions || []).map(function (division) {
            return $('<li>').text(division.code + ' ' + division.description)
          }),
        )
        showRights(found)
      }, failed)
    }

    function showRights(found) {
      var lacks = found.missing.length > 0
      var place = { company: found.company }
      var words = lacks ? node._('state.missing', place) : node._('state.nothing-missing', place)
      var left = found.callsLeft === undefined ? '' : node._('state.calls-left', { left: found.callsLeft }) + ' '
      loop.say($('#edi-loop-exact-rights'), lacks ? 'warn' : 'good', left + words)
      $('#edi-loop-exact-missing').append(
        found.missing.map(function (one) {
          return $('<li>').append($('<code>').text(one.resource), document.createTextNode(' ' + one.why))
        }),
      )
    }

    function paste() {
      var address = String($('#edi-loop-exact-pasted').val()).trim()
      if (!address) return Promise.resolve(loop.say(state, 'warn', node._('state.nothing-pasted')))
      return loop.call('POST', path + 'paste', { address: address }).then(function () {
        $('#edi-loop-exact-pasted').val('')
        return refresh()
      }, failed)
    }

    function disconnect() {
      return loop.call('POST', path + 'disconnect').then(refresh, failed)
    }

    function heard(event) {
      if (event.origin !== window.location.origin) return
      var said = event.data
      if (said && said.ediLoop === 'exact-signed-in' && said.id === node.id) refresh()
    }

    // The sign-in page may cut the tie between the windows; then coming back to this one is the sign to look again.
    function returned() {
      if (pending) refresh()
    }

    function showRedirect() {
      $('#edi-loop-exact-redirect').val(redirectAddress())
    }

    $(prefix + 'redirectUri').on('input change', showRedirect)
    showRedirect()
    $('#edi-loop-exact-copy').on('click', function () {
      RED.clipboard.copyText(redirectAddress(), $(this), node._('state.copied'))
    })

    var work = { 'sign-in': start, test: test, disconnect: disconnect, paste: paste }
    Object.keys(work).forEach(function (name) {
      $('#edi-loop-exact-' + name).on('click', function () {
        loop.whileBusy(this, work[name])
      })
    })
    window.addEventListener('message', heard)
    window.addEventListener('focus', returned)
    if (loop.isDeployed(node.id)) refresh()
    else {
      buttons.prop('disabled', true)
      loop.say(state, 'warn', node._('state.deploy-first'))
    }

    return function end() {
      open = false
      window.removeEventListener('message', heard)
      window.removeEventListener('focus', returned)
    }
  }

  window.ediLoop = Object.assign(window.ediLoop || {}, { signIn: signIn, callbackAddress: callbackAddress })
})()
