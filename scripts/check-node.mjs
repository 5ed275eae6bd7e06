/** Tests under an old Node would fail in puzzling ways: say plainly what is missing. */
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(
    `This needs Node 22.13 or later, but runs on ${process.versions.node}. \`npm ci\` brings Node 24 along; ` +
      'if install scripts were switched off (--ignore-scripts), run `npm rebuild node` and try again.',
  )
  process.exit(1)
}
