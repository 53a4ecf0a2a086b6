/** A file could not be written after all; everything else was. Exit code 3, for nobody was told. */
export class UnwrittenReport extends Error {
  override readonly name = "UnwrittenReport";
}
