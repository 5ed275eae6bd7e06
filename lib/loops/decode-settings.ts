/** How a file is read and answered, as the `x12-decode` node stores it and as it is used. */
import type { DecodeOptions } from '../x12/decode'
import type { AcknowledgmentSettings } from './owed-acknowledgments'

/** `largest` is the most segments of one file that are held in memory. */
export type DecodeSettings = Required<Pick<DecodeOptions, 'mode' | 'rejects' | 'encoding' | 'largest'>> & AcknowledgmentSettings

/** As the editor stores it; a flow that was made before a setting existed has none. */
export type StoredDecodeSettings = Partial<Omit<DecodeSettings, 'largest'>> & { readonly largest?: string | number }

/** A file of a million segments is some 40 MB, and takes about eight times that in memory. */
const LARGEST = 1_000_000

/** What was not stored, or stored empty, is as it was before it could be chosen. */
export function decodeSettings(stored: StoredDecodeSettings): DecodeSettings {
  const { mode, rejects, encoding, largest, acknowledgment, technicalAcknowledgment } = stored
  return {
    mode: mode || 'standard',
    rejects: rejects || 'transaction',
    encoding: encoding || 'latin1',
    largest: Number(largest) || LARGEST,
    acknowledgment: acknowledgment || '997',
    technicalAcknowledgment: technicalAcknowledgment || 'never',
  }
}
