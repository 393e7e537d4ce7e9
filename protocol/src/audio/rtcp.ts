/** Reception of one source as a report carries it (RFC 3550 section 6.4.1). */
export interface ReportBlock {
  ssrc: number;
  /** Share of packets lost since the last report, 0 to 255 in units of 1/256. */
  fractionLost: number;
  /** Packets lost since the beginning, 24 bits signed. */
  cumulativeLost: number;
  /** Highest sequence number with the count of its wraps in the upper 16 bits. */
  highestSequence: number;
  /** Interarrival jitter in units of the RTP clock. */
  jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report; 0 when there was none. */
  lastSenderReport: number;
  /** Time since that report arrived, units of 1/65,536 s. */
  delaySinceLastSenderReport: number;
}

export interface SenderReport {
  type: 'sender-report';
  ssrc: number;
  ntpSeconds: number;
  ntpFraction: number;
  rtpTimestamp: number;
  packetCount: number;
  octetCount: number;
  blocks: ReportBlock[];
}

export interface ReceiverReport {
  type: 'receiver-report';
  ssrc: number;
  blocks: ReportBlock[];
}

/** Only the canonical name; other items are skipped. */
export interface SourceDescription {
  type: 'source-description';
  chunks: { ssrc: number; cname: string }[];
}

export interface Goodbye {
  type: 'goodbye';
  ssrcs: number[];
}

/** Ask for retransmission (RFC 4585 section 6.2.1). */
export interface Nack {
  type: 'nack';
  senderSsrc: number;
  mediaSsrc: number;
  /** 16-bit sequence numbers. */
  sequences: number[];
}

/** "What time is it at my side": the receiver's half of a round-trip measurement (RFC 3611 section 4.4). */
export interface ReferenceTime {
  type: 'reference-time';
  ssrc: number;
  ntpSeconds: number;
  ntpFraction: number;
}

/** The sender's answer to a reference time (RFC 3611 section 4.5). */
export interface ReferenceTimeEcho {
  type: 'reference-time-echo';
  ssrc: number;
  echoes: { ssrc: number; lastReferenceTime: number; delaySinceLast: number }[];
}

/** A packet of a type that we do not use. */
export interface OtherRtcp {
  type: 'other';
  packetType: number;
}

export type RtcpPacket =
  | SenderReport
  | ReceiverReport
  | SourceDescription
  | Goodbye
  | Nack
  | ReferenceTime
  | ReferenceTimeEcho
  | OtherRtcp;

/** Packet types on the wire (RFC 3550 section 12.1, RFC 4585 section 6.1, RFC 3611 section 6.2). */
export const RTCP_TYPE = {
  senderReport: 200,
  receiverReport: 201,
  sourceDescription: 202,
  goodbye: 203,
  transportFeedback: 205,
  extendedReport: 207,
} as const;

/** Format number of the generic NACK among the transport-layer feedback messages. */
export const GENERIC_NACK = 1;

/** Block types of an extended report. */
export const XR_BLOCK = { referenceTime: 4, referenceTimeEcho: 5 } as const;
