/** Text in the X12 extended character set, for partners that read nothing else. @see reference x12.md §2 */

const replacements: Readonly<Record<string, string>> = Object.fromEntries(
  `ß=ss ẞ=SS æ=ae Æ=AE œ=oe Œ=OE ø=o Ø=O đ=d Đ=D ð=d Ð=D þ=th Þ=Th ł=l Ł=L ı=i
   €=EUR £=GBP ¥=JPY ¢=c ©=(c) ®=(R) ™=(TM) ²=2 ³=3 ¹=1 µ=u ×=x ÷=/ ±=+/- ª=a º=o ½=1/2 ¼=1/4 ¾=3/4
   ‘=' ’=' ‚=' ‛=' “=" ”=" „=" «=" »=" ‹=' ›=' ´=' \`='
   –=- —=- ‐=- ‑=- −=- •=- ·=. …=... ¿=? ¡=!`
    .split(/\s+/)
    .map(pair => [pair.slice(0, 1), pair.slice(2)]),
)

/**
 * Accents fall away, letters and signs of their own get their usual spelling, line breaks and other white space become a space;
 * whatever is left becomes a question mark, so that a reader sees that something stood there.
 */
export function transliterate(text: string): string {
  return text
    .replace(
      /[^\x20-\x7e]|[\^`]/gu,
      character => replacements[character] ?? (character === '^' || character === '°' ? ' ' : character),
    )
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|[\^`]/gu, character => (/\s/u.test(character) ? ' ' : '?'))
}
