/** Orders and invoices made from a seed, valid against the dictionary of 004010, for measuring. */

/** A generator of numbers from 0 up to 1 that gives the same ones for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const words =
  'widget bolt bracket valve red blue steel brass coated hinged small large left right spare kit of six ten pair panel'.split(' ')
const units = ['EA', 'CA', 'BX', 'DZ', 'KG', 'PK']

/** Text of one interchange with one group of so many sets; `*` `~` `>` and no line breaks. */
export function interchange(set, count, lines, seed = 42) {
  const random = randomFrom(seed)
  const body = set === '850' ? order : invoice
  const parts = [
    'ISA*00*          *00*          *ZZ*BUYERCO        *ZZ*SELLERCO       *260115*0930*U*00401*000000101*0*T*>~',
    `GS*${set === '850' ? 'PO' : 'IN'}*BUYERCO*SELLERCO*20260115*0930*101*X*004010~`,
  ]
  for (let number = 1; number <= count; number++) parts.push(setOf(set, number, body(random, number, lines)))
  parts.push(`GE*${count}*101~`, 'IEA*1*000000101~')
  return parts.join('')
}

function setOf(set, number, segments) {
  const controlNumber = String(number).padStart(4, '0')
  return `ST*${set}*${controlNumber}~${segments.join('~')}~SE*${segments.length + 2}*${controlNumber}~`
}

function order(random, number, lines) {
  const segments = [
    `BEG*00*SA*PO-${number}-${pick(random, 90_000)}**20260115`,
    'CUR*BY*EUR',
    `REF*DP*${pick(random, 999)}`,
    `PER*BD*${phrase(random, 2)}*TE*555-0100`,
    'FOB*PP*DE*Utrecht',
    'ITD*01*3*2**10**30',
    `DTM*010*${day(random)}`,
    'TD5*O*2*ABCD*M',
    'N9*L1*NOTE',
    `MSG*${phrase(random, 8)}`,
    ...party('ST', random),
    ...party('BT', random),
  ]
  for (let line = 1; line <= lines; line++) {
    const unit = units[pick(random, units.length)]
    segments.push(
      `PO1*${line}*${1 + pick(random, 500)}*${unit}*${price(random)}*PE*UP*${gtin(random)}*VN*SKU-${pick(random, 90_000)}`,
    )
    segments.push(`PID*F****${phrase(random, 5)}`, `DTM*010*${day(random)}`)
  }
  segments.push(`CTT*${lines}`, `AMT*TT*${price(random)}`)
  return segments
}

function invoice(random, number, lines) {
  const segments = [
    `BIG*20260123*INV-${number}-${pick(random, 90_000)}*20260115*PO-${number}***DI`,
    'CUR*SE*EUR',
    `REF*VN*SO-${pick(random, 90_000)}`,
  ]
  segments.push(
    ...party('RE', random),
    ...party('ST', random),
    `ITD*01*3*2*${day(random)}*10*${day(random)}*30`,
    `DTM*011*${day(random)}`,
  )
  for (let line = 1; line <= lines; line++) {
    segments.push(`IT1*${line}*${1 + pick(random, 500)}*EA*${price(random)}*PE*UP*${gtin(random)}*VN*SKU-${pick(random, 90_000)}`)
    segments.push(`TXI*VA*${price(random)}*0.21`, `PID*F****${phrase(random, 5)}`)
  }
  segments.push(
    `TDS*${1000 + pick(random, 9_000_000)}`,
    `TXI*VA*${price(random)}*0.21`,
    `SAC*C*D240***${100 + pick(random, 9000)}`,
    `CTT*${lines}`,
  )
  return segments
}

function party(code, random) {
  return [
    `N1*${code}*${phrase(random, 3)}*UL*87123450${10_000 + pick(random, 89_999)}`,
    `N3*${phrase(random, 2)} ${pick(random, 300)}`,
    'N4*Utrecht**3542AB*NL',
  ]
}

function phrase(random, count) {
  return Array.from({ length: count }, () => words[pick(random, words.length)]).join(' ')
}

function price(random) {
  return (pick(random, 100_000) / 100).toString()
}

function gtin(random) {
  return String(100_000_000_000 + Math.floor(random() * 899_999_999_999))
}

function day(random) {
  return `202601${String(1 + pick(random, 28)).padStart(2, '0')}`
}

function pick(random, below) {
  return Math.floor(random() * below)
}
