/** How the characters of a file are laid down in bytes, as far as its beginning shows. @see reference truecommerce.md §9 */

/** `utf-8` stands for ASCII and the 8-bit code pages as well: in them the marks of a format are the same bytes. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** The marks of all formats, and most of what a header row holds, are ASCII, which leaves every other byte of UTF-16 zero. */
const LOOKED_AT = 512

export function encodingOf(bytes: Buffer): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const start = bytes.subarray(0, LOOKED_AT)
  const pairs = Math.floor(start.length / 2)
  let [first, second] = [0, 0]
  for (let at = 0; at < pairs * 2; at += 2) {
    if (start[at] === 0) first += 1
    if (start[at + 1] === 0) second += 1
  }
  // More than half the characters, and no sign of the other order.
  if (first * 2 > pairs && second === 0) return 'utf-16be'
  if (second * 2 > pairs && first === 0) return 'utf-16le'
  return 'utf-8'
}
