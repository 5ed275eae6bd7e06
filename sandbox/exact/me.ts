/** `GET /api/v1/current/Me`. @see reference exact-online.md §3.1 */
import { chance } from '../chance'
import type { World } from '../world'
import type { Clock } from './clock'
import type { Switches } from './switches'
import { userOf } from './seed-orders'
import type { Row } from './store'

export function meOf(world: World, clock: Clock, switches: Switches, url: string): Row {
  const customer = chance(world.seed, 'group', 0)
  return {
    UserID: userOf(world),
    UserName: 'edi.loop@noorderlicht.example',
    Email: 'edi.loop@noorderlicht.example',
    FullName: 'Edi Loop',
    FirstName: 'Edi',
    LastName: 'Loop',
    CurrentDivision: currentDivision(world, switches),
    AccountingDivision: currentDivision(world, switches),
    DivisionCustomer: customer.guid(),
    DivisionCustomerCode: '1234567',
    DivisionCustomerName: 'Noorderlicht Groep',
    CustomerCode: '1234567',
    Language: switches.language,
    LanguageCode: switches.language === 'NL' ? 'nl-NL' : 'en-GB',
    Legislation: 1,
    EmployeeID: '00000000-0000-0000-0000-000000000000',
    IsClientUser: true,
    PackageCode: 'EOLAPPCENTER',
    PictureUrl: `${url}//docs/images/placeholder_contact_myeol.png`,
    ServerTime: new Date(clock.wall()).toISOString().slice(0, 19),
    ServerUtcOffset: switches.utcOffset,
  }
}

export function currentDivision(world: World, switches: Switches): number {
  return switches.currentDivision || (world.companies[0]?.division ?? 0)
}
