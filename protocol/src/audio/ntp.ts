/** Seconds from 1900 (NTP) to 1970 (Unix). */
const UNIX_EPOCH_NTP_S = 2_208_988_800;
const FRACTIONS = 0x1_0000_0000;

/** A 64-bit NTP time in two halves: seconds since 1900 (modulo 2^32) and 2^-32 fractions. */
export interface NtpTime {
  seconds: number;
  fraction: number;
}

export function unixMsToNtp(unixMs: number): NtpTime {
  const wholeSeconds = Math.floor(unixMs / 1000);
  const fraction = Math.floor(((unixMs - wholeSeconds * 1000) / 1000) * FRACTIONS);
  return {
    seconds: (wholeSeconds + UNIX_EPOCH_NTP_S) % FRACTIONS,
    fraction: Math.min(fraction, FRACTIONS - 1),
  };
}

/** Unix ms with fractions. Seconds in the lower half belong to the era from 2036 on (RFC 4330 section 3). */
export function ntpToUnixMs(ntp: NtpTime): number {
  const era = ntp.seconds < 0x8000_0000 ? FRACTIONS : 0;
  return (ntp.seconds + era - UNIX_EPOCH_NTP_S) * 1000 + (ntp.fraction / FRACTIONS) * 1000;
}

/** The middle 32 bits, as reports carry them (RFC 3550 section 4): units of 1/65,536 s, wraps after 18 hours. */
export function compactNtp(ntp: NtpTime): number {
  return (((ntp.seconds & 0xffff) << 16) | (ntp.fraction >>> 16)) >>> 0;
}

/** Milliseconds of a difference in units of 1/65,536 s, taken across the wrap. */
export function compactToMs(units: number): number {
  return ((units >>> 0) * 1000) / 65_536;
}

/** A duration in units of 1/65,536 s; 0 for a negative one. */
export function msToCompact(ms: number): number {
  return Math.max(0, Math.round((ms * 65_536) / 1000)) >>> 0;
}
