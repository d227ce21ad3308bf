/** Which part of a reachability matrix is shown. */
export interface MatrixPart {
  /** Indices of the senders and of the destinations. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** The rows of the senders whose name holds the text, with every destination; where no sender has such a name, its columns. */
export function matrixPart(from: readonly string[], to: readonly string[], text: string): MatrixPart {
  const wanted = text.trim().toLowerCase();
  const found = (ids: readonly string[]) => ids.flatMap((id, i) => (id.toLowerCase().includes(wanted) ? [i] : []));
  const rows = found(from);
  return rows.length > 0 ? { rows, columns: [...to.keys()] } : { rows: [...from.keys()], columns: found(to) };
}
