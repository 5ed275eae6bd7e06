/** Which documents travel which way depends on what the company is on the network. @see reference truecommerce.md §2 */
import { EdiError } from '../error'

export type Role = 'buyer' | 'supplier'

/** Business documents by who writes them. What is not listed, acknowledgments above all, travels both ways. */
const written: Readonly<Record<Role, readonly string[]>> = {
  buyer: ['850', '860'],
  supplier: ['810', '855', '856', '865'],
}

/**
 * Before anything is written.
 * @param set ST01; undefined when the file is not X12
 * @throws `wrong-direction`
 */
export function checkWrites(role: Role, set: string | undefined): void {
  if (set === undefined || !written[other(role)].includes(set)) return
  throw new EdiError({
    code: 'wrong-direction',
    what: `A ${role} does not send the ${set}, so it was not delivered`,
    why: `The ${set} goes from the ${other(role)} to the ${role}`,
    remedy: 'See what is wired to this node, or set the role in the TrueCommerce account',
  })
}

/** Why a file with these transaction sets is not for a company of this role; undefined when it may be. */
export function strayReason(role: Role, sets: readonly string[]): string | undefined {
  const stray = sets.find(set => written[role].includes(set))
  return stray === undefined
    ? undefined
    : `It holds the ${stray}, which a ${role} sends and does not get: look at the company folder and the role in the account`
}

function other(role: Role): Role {
  return role === 'buyer' ? 'supplier' : 'buyer'
}
