/** What a single value of a supplier directory may be, by the name of its rule: the same as in lib/mapping, which a test holds the two to. */
;(function () {
  'use strict'

  var rules = {
    division: function (value) {
      return Number.isSafeInteger(value) && value >= 1
    },
    hours: function (value) {
      return Number.isSafeInteger(value) && value >= 1
    },
    days: function (value) {
      return Number.isSafeInteger(value) && value >= 0
    },
    filled: matches(/^\S(.*\S)?$/),
    qualifier: matches(/^[A-Z0-9]{2}$/),
    interchangeId: matches(/^\S(.{0,13}\S)?$/),
    application: matches(/^\S.{0,13}\S$/),
    version: matches(/^00[45]010[A-Z0-9]{0,6}$/),
    figure: matches(/^\d{1,9}(\.\d{1,9})?$/),
    unit: matches(/^[A-Z0-9]{2}$/),
    rate: matches(/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/),
    delimiter: matches(/^[^A-Za-z0-9 ]$/s),
    delimiterOrNone: matches(/^[^A-Za-z0-9 ]?$/s),
    accounts: function (value) {
      return Array.isArray(value) && value.every(isAccount)
    },
    date: isDate,
    dates: function (value) {
      return areAll(value, matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))
    },
    time: matches(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/),
    timeZone: isTimeZone,
    weekdays: function (value) {
      return areAll(value, isOneOf('sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday')) && value.length > 0
    },
    gtin: matches(/^(\d{8}|\d{11,14})$/),
    guides: areGuides,
    matching: isMatching,
  }

  function matches(pattern) {
    return function (value) {
      return typeof value === 'string' && pattern.test(value)
    }
  }

  /** A day that there is, such as 2026-01-15. */
  function isDate(value) {
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
    var day = new Date(value + 'T00:00:00Z')
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
  }

  function isTimeZone(name) {
    try {
      return typeof name === 'string' && name !== '' && !!new Intl.DateTimeFormat('en', { timeZone: name })
    } catch {
      return false
    }
  }

  function isAccount(account) {
    return (
      isRecord(account) && rules.division(account.division) && rules.filled(account.code) && Object.keys(account).length === 2
    )
  }

  /** Whose guide it is, and no two for the same set and version. */
  function areGuides(value) {
    if (!Array.isArray(value) || !value.every(isGuide)) return false
    var names = value.map(function (guide) {
      return guide.set + ' ' + guide.version
    })
    return new Set(names).size === names.length
  }

  function isGuide(guide) {
    return isRecord(guide) && rules.filled(guide.partner) && /^\d{3}$/.test(guide.set) && /^00[45]010[A-Z0-9]{0,6}$/.test(guide.version)
  }

  /** How invoices of one supplier are matched: every part may be left out. */
  function isMatching(value) {
    return hasOnly(value, {
      matching: isOneOf('two-way', 'three-way'),
      receipts: isOneOf('goods-receipts', 'ship-notices'),
      tolerances: function (tolerances) {
        return hasOnly(tolerances, { price: isTolerance, quantity: isTolerance, line: isTolerance, total: isTolerance, tax: isTolerance })
      },
      charges: function (charges) {
        return areAll(charges, isAgreedCharge) && new Set(charges.map(nameOfCharge)).size === charges.length
      },
      items: function (items) {
        return areAll(items, isItemNumbers)
      },
    })
  }

  function isTolerance(value) {
    return hasOnly(value, { percent: rules.figure, amount: rules.figure }) && Object.keys(value).length > 0
  }

  function isAgreedCharge(value) {
    return hasOnly(value, { charge: rules.filled, percent: rules.figure, amount: rules.figure }) && value.charge !== undefined
  }

  function nameOfCharge(row) {
    return row.charge
  }

  function isItemNumbers(value) {
    var fields = { item: rules.filled, supplierCode: rules.filled, gtin: rules.gtin }
    return hasOnly(value, fields) && value.item !== undefined && Object.keys(value).length > 1
  }

  function isOneOf() {
    var choices = Array.from(arguments)
    return function (value) {
      return choices.includes(value)
    }
  }

  function areAll(value, fits) {
    return Array.isArray(value) && value.every(fits)
  }

  /** A record with none but these fields, each of which fits. */
  function hasOnly(value, fields) {
    return (
      isRecord(value) &&
      Object.keys(value).every(function (name) {
        return Object.hasOwn(fields, name) && fields[name](value[name])
      })
    )
  }

  function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  }

  window.ediLoop = Object.assign(window.ediLoop || {}, { partnerRules: rules })
})()
