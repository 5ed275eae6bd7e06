/** Prints every golden document in base64, for a process that runs in another place. */
import { goldenDocument, goldenNames } from './golden-documents'
import { profileNames } from './golden-bytes'

const documents = profileNames.flatMap(profile =>
  goldenNames(profile).map(
    name => [`${name}-${profile}.x12`, Buffer.from(goldenDocument(name, profile)).toString('base64')] as const,
  ),
)
console.log(JSON.stringify(Object.fromEntries(documents)))
