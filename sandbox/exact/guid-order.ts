/**
 * The text by which SQL Server sorts a uniqueidentifier: the last twelve digits first, then the fourth group, then the first three
 * groups byte by byte from behind.
 * @see reference exact-online.md §4.4
 */
export function guidOrder(guid: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = guid.toLowerCase().split('-')
  return `${e}${d}${bytesFromBehind(c)}${bytesFromBehind(b)}${bytesFromBehind(a)}`
}

function bytesFromBehind(group: string): string {
  return (group.match(/../g) ?? []).toReversed().join('')
}
