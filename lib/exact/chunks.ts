/** Filters for many records in as few queries as addresses of a safe length allow. */

/** Encoded length of one filter; with the select list and the path an address stays below 2,000 characters. */
const longest = 1_200

/** Joins the parts into filters that are each short enough. */
export function inChunks(parts: readonly string[], separator: string): string[] {
  const chunks: string[] = []
  let room = 0
  for (const part of parts) {
    const length = encodeURIComponent(separator + part).length
    const last = chunks.length - 1
    if (last >= 0 && length <= room) {
      chunks[last] += separator + part
      room -= length
    } else {
      chunks.push(part)
      room = longest - length
    }
  }
  return chunks
}
