import { EdiError } from '../error'

/** Another instance has become the holder; nothing was stored. */
export function leaseLost(): EdiError {
  return new EdiError({
    code: 'lease-lost',
    what: 'Another instance has taken this over, because this one had not been heard of for too long',
    remedy: 'Nothing: the other one goes on with it',
    prospect: 'passing',
  })
}
