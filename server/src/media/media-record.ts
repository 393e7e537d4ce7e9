/** A recording as it is kept. Times are wall ms. */
export interface MediaRecord {
  id: string;
  /** Whose it is; null for everybody's. */
  areaId: string | null;
  title: string;
  fileName: string;
  state: 'preparing' | 'ready' | 'refused';
  refusal: string | null;
  sha256: string | null;
  bytes: number | null;
  durationMs: number | null;
  loudnessLufs: number | null;
  truePeakDbtp: number | null;
  peaksJson: string | null;
  /** Id of an account. */
  uploadedBy: string;
  createdAt: number;
  /** Display name of the account; its id when the account is unknown. */
  uploadedByName: string;
}
