// written by scripts/x12-dictionary.mjs
/** Every transaction set that has a data file, by release. */
import set810in004010 from './004010/810.json'
import set850in004010 from './004010/850.json'
import set855in004010 from './004010/855.json'
import set856in004010 from './004010/856.json'
import set860in004010 from './004010/860.json'
import set865in004010 from './004010/865.json'
import set997in004010 from './004010/997.json'
import set810in005010 from './005010/810.json'
import set850in005010 from './005010/850.json'
import set855in005010 from './005010/855.json'
import set856in005010 from './005010/856.json'
import set860in005010 from './005010/860.json'
import set865in005010 from './005010/865.json'
import set997in005010 from './005010/997.json'
import set999in005010 from './005010/999.json'

export const setFiles = {
  '004010': [set810in004010, set850in004010, set855in004010, set856in004010, set860in004010, set865in004010, set997in004010],
  '005010': [set810in005010, set850in005010, set855in005010, set856in005010, set860in005010, set865in005010, set997in005010, set999in005010],
}
