/** The part of the truecommerce-account dialog that shows paths and tests the mailbox. */
;(function () {
  'use strict'
  var prefix = '#node-config-input-'
  var settings = [
    'ledger', 'transport', 'host', 'port', 'folder', 'hostKey', 'basePath', 'company', 'role', 'exportPath', 'importPath',
    'afterRead', 'archivePath', 'temporary', 'whenRefused', 'pollSeconds', 'settleSeconds', 'giveUpHours', 'largestMegabytes', 'alarmDays',
  ]
  var credentials = ['user', 'password', 'privateKey', 'passphrase']

  function value(name) {
    return String($(prefix + name).val() || '').trim()
  }

  /** A path template with {base} and {company} filled in, as the runtime fills it in. */
  function pathOf(template, base, company) {
    return template.replace(/\{base\}/g, base.replace(/\/+$/, '')).replace(/\{company\}/g, company)
  }

  /** A path of known parts that leads nowhere upwards; ${NAME} is filled in by Node-RED before all else. */
  function isPathTemplate(text) {
    var path = String(text || '').replace(/\$\{[^}]*\}/g, 'x')
    var known = ['{base}', '{company}', '{type}']
    var parts = path.match(/\{[^}]*\}?/g) || []
    return path.trim() !== '' && !path.split(/[/\\]/).includes('..') && parts.every(function (part) { return known.includes(part) })
  }

  /** SHA-256 fingerprint as OpenSSH prints it: 32 bytes in base64, without padding. */
  function isFingerprint(text) {
    return /^SHA256:[A-Za-z0-9+/]{43}=?$/.test(text)
  }

  /**
   * Brings preview and test of the dialog to life.
   * @returns a function that ends it; call it when the dialog closes
   */
  function mailbox(node) {
    var loop = window.ediLoop
    var state = $('#edi-loop-mailbox-state')
    var seen = $('#edi-loop-mailbox-key')
    var folders = $('#edi-loop-mailbox-companies')
    var open = true
    /** The server that was tested last. */
    var asked = ''

    function preview() {
      ;['exportPath', 'importPath', 'archivePath'].forEach(function (name) {
        var company = value('company') || '{company}'
        $('#edi-loop-preview-' + name).text(pathOf(value(name), value('basePath'), company))
      })
    }

    function toggle() {
      var sftp = value('transport') !== 'folder'
      $('.edi-loop-sftp').toggle(sftp)
      $('.edi-loop-folder').toggle(!sftp)
      // A folder shows no key; what another server showed says nothing about this one.
      if (!sftp || value('host') + ':' + value('port') !== asked) seen.hide()
      $('.edi-loop-archive').toggle(value('afterRead') === 'move')
      preview()
    }

    function showKey(key) {
      seen.toggle(Boolean(key))
      if (!key) return
      var pinned = value('hostKey')
      var mood = pinned === key ? 'good' : pinned ? 'bad' : 'warn'
      var words = { good: node._('key.same'), bad: node._('key.differs'), warn: node._('key.compare') }
      loop.say($('#edi-loop-mailbox-key-words'), mood, words[mood])
      $('#edi-loop-mailbox-key-text').text(key)
      $('#edi-loop-mailbox-use-key').toggle(pinned !== key)
    }

    function showCompanies(names) {
      folders.closest('.form-row').toggle(names.length > 0)
      folders.empty().append($('<option value="">').text(node._('company.choose')))
      names.forEach(function (name) {
        folders.append($('<option>').val(name).text(name))
      })
      folders.val(names.includes(value('company')) ? value('company') : '')
    }

    function test() {
      var form = {}
      settings.forEach(function (name) {
        form[name] = value(name)
      })
      // As typed: a space at the end may belong to a password.
      credentials.forEach(function (name) {
        form[name] = $(prefix + name).val()
      })
      asked = value('host') + ':' + value('port')
      loop.say(state, '', node._('state.testing'))
      return loop.call('POST', 'truecommerce/' + (loop.isDeployed(node.id) ? encodeURIComponent(node.id) : 'new') + '/test', form).then(
        function (found) {
          if (!open) return
          showKey(found.hostKey)
          showCompanies(found.companies || [])
          // As the server spells them: it may differ from the template in letter case.
          ;['exportPath', 'importPath'].forEach(function (name) {
            if (found[name]) $('#edi-loop-preview-' + name).text(found[name])
          })
          var sure = value('transport') === 'folder' || value('hostKey') === found.hostKey
          loop.say(state, sure ? 'good' : 'warn', found.message || (sure ? node._('state.reached') : node._('state.confirm-key')))
        },
        function (problem) {
          if (open) loop.say(state, 'bad', problem.message || node._('state.no-answer', { code: problem.code }))
        },
      )
    }

    settings.forEach(function (name) {
      $(prefix + name).on('input change', toggle)
    })
    $('#edi-loop-mailbox-test').on('click', function () {
      loop.whileBusy(this, test)
    })
    $('#edi-loop-mailbox-use-key').on('click', function () {
      $(prefix + 'hostKey').val($('#edi-loop-mailbox-key-text').text()).trigger('change')
      loop.whileBusy($('#edi-loop-mailbox-test'), test)
    })
    folders.on('change', function () {
      if ($(this).val()) $(prefix + 'company').val($(this).val()).trigger('change')
    })
    seen.hide()
    showCompanies([])
    toggle()

    return function end() {
      open = false
    }
  }

  window.ediLoop = Object.assign(window.ediLoop || {}, { mailbox: mailbox, pathOf: pathOf, isPathTemplate: isPathTemplate, isFingerprint: isFingerprint })
})()
