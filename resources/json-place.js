/** Where a text stops being JSON. Browsers word that each in their own way, and some name no place at all. */
;(function () {
  'use strict'
  var blank = /[ \t\r\n]*/y
  var scalar = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy
  var name = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy

  /** Line and column, both from 1, of the first character that does not fit; undefined when all fit. */
  function jsonPlace(text) {
    var at = 0

    function take(pattern) {
      pattern.lastIndex = at
      var found = pattern.exec(text)
      if (!found) throw at
      at = pattern.lastIndex
    }

    function next(characters) {
      take(blank)
      if (at >= text.length || !characters.includes(text[at])) throw at
      at += 1
      return text[at - 1]
    }

    /** Members up to the closing bracket; an empty list ends at once. */
    function members(close, member) {
      take(blank)
      if (text[at] === close) return next(close)
      do member()
      while (next(',' + close) === ',')
    }

    function value() {
      take(blank)
      if (text[at] === '{') {
        next('{')
        return members('}', function () {
          take(blank)
          take(name)
          next(':')
          value()
        })
      }
      if (text[at] === '[') {
        next('[')
        return members(']', value)
      }
      take(scalar)
    }

    try {
      value()
      take(blank)
      if (at < text.length) throw at
    } catch (place) {
      if (typeof place !== 'number') throw place
      var before = text.slice(0, place).split('\n')
      return { line: before.length, column: before[before.length - 1].length + 1 }
    }
  }

  window.ediLoop = Object.assign(window.ediLoop || {}, { jsonPlace: jsonPlace })
})()
